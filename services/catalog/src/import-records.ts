// What a line of an import says: a product, or what is wrong with it. Knows no database and no transport.
import { create } from "@bufbuild/protobuf";
import { type ProductDetails, ProductDetailsSchema } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { type Money, toWire } from "@meshmart/kit/money";
import { parse } from "csv-parse/sync";

const COLUMNS = [
  "sku",
  "title",
  "description",
  "category",
  "weight_grams",
  "price_krw",
  "price_usd",
  "picture_path",
] as const;
const REQUIRED = ["sku", "title", "category", "weight_grams"] as const;
/** The way to buy a product of an import. */
export const STANDARD = "standard";

type Column = (typeof COLUMNS)[number];
type Fields = Partial<Record<Column, string>>;

/** What is wrong with a line, in words for whoever wrote it. */
export class BadLine extends Error {}

/** The columns that a CSV's first line names. Throws BadLine. */
export function parseHeader(text: string): Column[] {
  const names = cellsOf(text).map((name) => name.trim());
  const unknown = names.find((name) => !COLUMNS.includes(name as Column));
  if (unknown !== undefined) throw new BadLine(`There is no column "${unknown}": there are ${COLUMNS.join(", ")}.`);
  if (new Set(names).size < names.length) throw new BadLine("A column is named twice.");
  const missing = REQUIRED.find((name) => !names.includes(name));
  if (missing) throw new BadLine(`The column ${missing} is missing.`);
  return names as Column[];
}

/** Throws BadLine. */
export function parseCsvLine(columns: readonly Column[], text: string): ProductDetails {
  const cells = cellsOf(text);
  if (cells.length !== columns.length) throw new BadLine(`There are ${cells.length} fields, not ${columns.length}.`);
  return toProduct(Object.fromEntries(columns.map((column, index) => [column, cells[index]!])));
}

/** Throws BadLine. */
export function parseJsonLine(text: string): ProductDetails {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new BadLine("The line is no JSON object.");
  const fields = Object.entries(value).map(([name, field]) => {
    if (!COLUMNS.includes(name as Column)) throw new BadLine(`There is no "${name}": there are ${COLUMNS.join(", ")}.`);
    if (field === null) return [name, ""];
    if (typeof field !== "string" && typeof field !== "number")
      throw new BadLine(`${name} is neither text nor a number.`);
    return [name, String(field)];
  });
  return toProduct(Object.fromEntries(fields));
}

/** An amount as people write it: "12900", "34.9". Undefined: it is not sold in that currency. Throws BadLine. */
export function parsePrice(text: string, currency: "KRW" | "USD"): Money | undefined {
  const amount = text.trim();
  if (amount === "") return undefined;
  const [, whole, fraction = ""] = /^(\d{1,15})(?:\.(\d+))?$/.exec(amount) ?? [];
  const decimals = currency === "KRW" ? 0 : 2;
  if (whole === undefined) throw new BadLine(`"${amount.slice(0, 40)}" is no price in ${currency}.`);
  if (/[1-9]/.test(fraction.slice(decimals)))
    throw new BadLine(`${currency} has no fraction as fine as ${amount.slice(0, 40)}.`);
  return { currency, minor: BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, "0")) };
}

function toProduct({ weight_grams = "", price_krw = "", price_usd = "", ...texts }: Fields): ProductDetails {
  const { sku = "", title = "", description = "", category = "", picture_path = "" } = texts;
  if (!/^\s*\d{1,9}\s*$/.test(weight_grams)) throw new BadLine(`"${weight_grams.slice(0, 40)}" is no weight in grams.`);
  const prices = [parsePrice(price_krw, "KRW"), parsePrice(price_usd, "USD")].filter((price) => price !== undefined);
  if (prices.length === 0) throw new BadLine("There is no price: price_krw, price_usd or both are needed.");
  return create(ProductDetailsSchema, {
    sku: sku.trim(),
    title: title.trim(),
    description,
    category: category.trim(),
    weightGrams: Number(weight_grams),
    picturePath: picture_path.trim(),
    purchaseOptions: [{ purchaseOptionId: STANDARD, title: "Standard", prices: prices.map(toWire) }],
  });
}

function cellsOf(text: string): string[] {
  // Most lines have no quotes, and then nothing needs parsing, which costs ten times as much.
  if (!text.includes('"')) return text.split(",");
  try {
    return (parse(text, { relax_column_count: true }) as string[][])[0] ?? [];
  } catch (error) {
    throw new BadLine((error as Error).message.replace(/ at line 1/, ""));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadLine("The line is no JSON.");
  }
}
