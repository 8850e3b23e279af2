// A product as staff edits it: what it must be, beyond what the contract says of each field. Knows no database and no transport.
import { DomainError } from "@meshmart/kit/errors";
import type { Money } from "@meshmart/kit/money";

/** A trillion: no price is more. */
const MAX_MINOR = 10n ** 12n;

export interface OptionDetails {
  readonly purchaseOptionId: string;
  readonly title: string;
  /** At least one, each currency once, in the order of their codes. */
  readonly prices: readonly Money[];
}

/** What staff decides about a product. */
export interface ProductContent {
  readonly sku: string;
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly weightGrams: number;
  /** Within the shop; "": the shop draws one. */
  readonly picturePath: string;
  /** The first is the default. */
  readonly options: readonly OptionDetails[];
}

export interface ProductDetails extends ProductContent {
  readonly productId: string;
  /** Grows with each change. */
  readonly version: bigint;
  readonly updatedAt: Date;
}

/** The fields that an update mask may name, as the contract writes them. */
const FIELDS = {
  sku: "sku",
  title: "title",
  description: "description",
  category: "category",
  weight_grams: "weightGrams",
  purchase_options: "options",
  picture_path: "picturePath",
} as const satisfies Record<string, keyof ProductContent>;

/** Throws a DomainError that names the first field that is wrong. */
export function checkContent(content: ProductContent): void {
  const { sku, title, description, category, weightGrams, options } = content;
  if (sku === "") throw invalid("sku", "A product needs a sku.");
  if (title.trim() === "") throw invalid("title", "A product needs a title.");
  if (category === "") throw invalid("category", "A product needs a category.");
  if (weightGrams < 1) throw invalid("weight_grams", "A product weighs something.");
  if (options.length === 0) throw invalid("purchase_options", "A product can be bought in at least one way.");
  const titles = options.map((option, index) => [`purchase_options[${index}].title`, option.title] as const);
  for (const [field, text] of [["title", title] as const, ["description", description] as const, ...titles]) {
    checkText(field, text);
  }
  checkOptions(options);
}

function checkOptions(options: readonly OptionDetails[]): void {
  const ids = new Set<string>();
  for (const [index, { purchaseOptionId, prices }] of options.entries()) {
    const field = `purchase_options[${index}]`;
    if (ids.has(purchaseOptionId)) throw invalid(field, `There are two purchase options "${purchaseOptionId}".`);
    ids.add(purchaseOptionId);
    const currencies = new Set(prices.map(({ currency }) => currency));
    if (prices.length === 0) throw invalid(`${field}.prices`, "A purchase option needs a price.");
    if (currencies.size < prices.length) throw invalid(`${field}.prices`, "Each currency has one price.");
    for (const price of prices) checkPrice(`${field}.prices`, price);
  }
}

/** Throws a DomainError for a text that the database cannot hold. */
export function checkText(field: string, text: string): void {
  if (text.includes("\0")) throw invalid(field, "A text cannot hold the character U+0000.", "TEXT_INVALID");
}

/** Throws a DomainError for a price that nobody would ask for. */
export function checkPrice(field: string, { minor }: Money): void {
  if (minor <= 0n) throw invalid(field, "A price is more than zero.");
  if (minor > MAX_MINOR) throw invalid(field, `A price is at most ${MAX_MINOR} in its smallest unit.`);
}

/** The fields that `paths` name, taken over from `wanted`; without paths, those that are set. Throws for a path that is none. */
export function applyMask<D extends ProductContent>(before: D, wanted: ProductContent, paths: readonly string[]): D {
  const unknown = paths.find((path) => !Object.hasOwn(FIELDS, path));
  if (unknown !== undefined) {
    const known = Object.keys(FIELDS).join(", ");
    throw invalid("update_mask", `update_mask may name ${known}, not "${unknown}".`, "FIELD_UNKNOWN");
  }
  const isSet = (value: ProductContent[keyof ProductContent]) =>
    typeof value === "number" ? value !== 0 : value.length > 0;
  const fields = Object.entries(FIELDS).filter(([path, field]) =>
    paths.length > 0 ? paths.includes(path) : isSet(wanted[field]),
  );
  return { ...before, ...Object.fromEntries(fields.map(([, field]) => [field, wanted[field]])) };
}

export function hasSameContent(a: ProductContent, b: ProductContent): boolean {
  return contentOf(a) === contentOf(b);
}

function contentOf({ options, ...content }: ProductContent): string {
  const { sku, title, description, category, weightGrams, picturePath } = content;
  const ways = options.map(({ purchaseOptionId, title, prices }) => [
    purchaseOptionId,
    title,
    prices.map(({ currency, minor }) => `${currency} ${minor}`).sort(),
  ]);
  return JSON.stringify([sku, title, description, category, weightGrams, picturePath, ways]);
}

/** The lowest price over the options in a currency. */
export function lowestIn(currency: string, options: readonly OptionDetails[]): bigint | undefined {
  const all = options.flatMap(({ prices }) => prices.filter((price) => price.currency === currency));
  return all.reduce<bigint | undefined>(
    (low, { minor }) => (low !== undefined && low <= minor ? low : minor),
    undefined,
  );
}

export function etagOf({ version }: ProductDetails): string {
  return `v${version}`;
}

export function productChanged(productId: string): DomainError {
  const message = `Product ${productId} was changed since you read it. Read it again, and change what you find.`;
  return new DomainError("conflict", "PRODUCT_CHANGED", message, { product_id: productId });
}

export function skuTaken(sku: string): DomainError {
  return new DomainError("exists", "SKU_TAKEN", `There is another product with the sku ${sku}.`, { sku });
}

function invalid(field: string, message: string, reason = "PRODUCT_INVALID"): DomainError {
  return new DomainError("invalid", reason, message, { field });
}
