// A product while it is typed: texts as they stand in the inputs, what of them was changed, and what to do when somebody else saved first.
// Pure: knows no page and no call.
import { create } from "@bufbuild/protobuf";
import type { Money } from "@meshmart/gen/google/type/money_pb";
import {
  type ProductDetails,
  ProductDetailsSchema,
  PurchaseOptionDetailsSchema,
} from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { CURRENCIES, type Currency } from "../../i18n/currencies.ts";
import { amountOf, parseMoney } from "../../i18n/money.ts";

export interface OptionDraft {
  /** Tells options apart while they are moved and renamed. */
  readonly key: string;
  readonly purchaseOptionId: string;
  readonly title: string;
  /** As typed. Empty: not sold in that currency. */
  readonly prices: Readonly<Record<Currency, string>>;
}

export interface ProductDraft {
  readonly sku: string;
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly weightGrams: string;
  readonly picturePath: string;
  readonly purchaseOptions: readonly OptionDraft[];
}

export type DraftField = keyof ProductDraft;

export const DRAFT_FIELDS: readonly DraftField[] = [
  "title",
  "description",
  "category",
  "sku",
  "weightGrams",
  "purchaseOptions",
  "picturePath",
];

export function emptyOption(): OptionDraft {
  return { key: crypto.randomUUID(), purchaseOptionId: "", title: "", prices: { KRW: "", USD: "" } };
}

export function toDraft(details: ProductDetails): ProductDraft {
  const { sku, title, description, category, weightGrams, picturePath, purchaseOptions } = details;
  return {
    sku,
    title,
    description,
    category,
    weightGrams: weightGrams === 0 ? "" : String(weightGrams),
    picturePath,
    purchaseOptions: purchaseOptions.map(({ purchaseOptionId, title, prices }) => ({
      key: purchaseOptionId,
      purchaseOptionId,
      title,
      prices: { KRW: amountIn("KRW", prices), USD: amountIn("USD", prices) },
    })),
  };
}

export interface ReadDraft {
  readonly details: ProductDetails;
  /** Paths, as the contract names them, of texts that are no number or no amount. */
  readonly unreadable: readonly string[];
}

export function readDraft(draft: ProductDraft): ReadDraft {
  const unreadable: string[] = [];
  const weightGrams = draft.weightGrams.trim() === "" ? 0 : wholeNumberOf(draft.weightGrams);
  if (weightGrams === undefined) unreadable.push("weight_grams");
  const purchaseOptions = draft.purchaseOptions.map((option, index) => {
    const prices = CURRENCIES.filter((currency) => option.prices[currency].trim() !== "").map((currency) => {
      const price = parseMoney(option.prices[currency], currency);
      if (!price) unreadable.push(pricePath(index, currency));
      return price;
    });
    return create(PurchaseOptionDetailsSchema, {
      purchaseOptionId: option.purchaseOptionId.trim(),
      title: option.title.trim(),
      prices: prices.filter((price) => price !== undefined),
    });
  });
  const details = create(ProductDetailsSchema, {
    sku: draft.sku.trim(),
    title: draft.title.trim(),
    description: draft.description,
    category: draft.category.trim(),
    weightGrams: weightGrams ?? 0,
    picturePath: draft.picturePath.trim(),
    purchaseOptions,
  });
  return { details, unreadable };
}

export function pricePath(index: number, currency: Currency): string {
  return `purchase_options[${index}].prices.${currency}`;
}

/** As the update mask names it. */
export function maskPathOf(field: DraftField): string {
  return ProductDetailsSchema.field[field].name;
}

export function isSameIn(field: DraftField, a: ProductDraft, b: ProductDraft): boolean {
  return contentOf(field, a) === contentOf(field, b);
}

export function changedFields(base: ProductDraft, draft: ProductDraft): readonly DraftField[] {
  return DRAFT_FIELDS.filter((field) => !isSameIn(field, base, draft));
}

export interface Rebased {
  /** Theirs, with what I changed on top: nothing that was typed is lost. */
  readonly draft: ProductDraft;
  /** Both of us changed these, differently: somebody has to choose. */
  readonly conflicts: readonly DraftField[];
  /** Only they changed these. */
  readonly taken: readonly DraftField[];
}

/** @param base what both began from */
export function rebase(base: ProductDraft, theirs: ProductDraft, mine: ProductDraft): Rebased {
  const mineChanged = changedFields(base, mine);
  const theirsChanged = changedFields(base, theirs);
  const kept = Object.fromEntries(mineChanged.map((field) => [field, mine[field]]));
  return {
    draft: { ...theirs, ...kept },
    conflicts: mineChanged.filter((field) => theirsChanged.includes(field) && !isSameIn(field, theirs, mine)),
    taken: theirsChanged.filter((field) => !mineChanged.includes(field)),
  };
}

/** Undefined: it is none, or more than a field of 32 bits holds. */
export function wholeNumberOf(text: string): number | undefined {
  const digits = text.replaceAll(/[\s,]/g, "");
  return /^\d{1,10}$/.test(digits) && Number(digits) <= 2_147_483_647 ? Number(digits) : undefined;
}

function amountIn(currency: Currency, prices: readonly Money[]): string {
  const price = prices.find(({ currencyCode }) => currencyCode === currency);
  return price ? amountOf(price) : "";
}

/** "12,900" and "12900" are the same. */
function contentOf(field: DraftField, draft: ProductDraft): string {
  if (field === "weightGrams") return String(wholeNumberOf(draft.weightGrams) ?? draft.weightGrams.trim());
  if (field !== "purchaseOptions") return field === "description" ? draft[field] : draft[field].trim();
  const amount = (text: string, currency: Currency) => {
    const money = parseMoney(text, currency);
    return money ? amountOf(money) : text.trim();
  };
  return JSON.stringify(
    draft.purchaseOptions.map(({ purchaseOptionId, title, prices }) => [
      purchaseOptionId.trim(),
      title.trim(),
      CURRENCIES.map((currency) => amount(prices[currency], currency)),
    ]),
  );
}
