// What is searched for, and where a page of it begins. Knows no database and no transport.
import { DomainError } from "@meshmart/kit/errors";
import { fromWire } from "@meshmart/kit/money";

/** Each word costs the index a look-up. */
const MAX_WORDS = 8;
/** More than anything costs: what a caller asks for beyond it is the same. */
const ANY_PRICE = 10n ** 15n;

export type Currency = "KRW" | "USD";
export type Order = "relevance" | "title" | "price_ascending" | "price_descending" | "newest";

export interface Search {
  /** Lower case; each matches words that begin with it. Empty: everything matches. */
  readonly words: readonly string[];
  /** Empty: all. */
  readonly category: string;
  readonly currency: Currency;
  /** In minor units. Undefined: any price, none included. */
  readonly minPrice: bigint | undefined;
  readonly maxPrice: bigint | undefined;
  readonly order: Order;
}

export function isByPrice({ order }: Search): boolean {
  return order === "price_ascending" || order === "price_descending";
}

/** What was typed, as words: whatever is neither letter nor digit parts them. */
export function wordsOf(query: string): string[] {
  const words = query
    .normalize("NFC")
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u);
  return [...new Set(words.filter((word) => word !== ""))].slice(0, MAX_WORDS);
}

/** As PostgreSQL reads it. `startsWith`: words that begin so; otherwise whole words. */
export function toTsQuery(words: readonly string[], startsWith: boolean): string {
  return words.map((word) => (startsWith ? `${word}:*` : word)).join(" & ");
}

/** A bound of the price in minor units. Throws a DomainError when it is in another currency than what is asked for. */
export function priceBound(
  field: string,
  money: { currencyCode: string; units: bigint; nanos: number } | undefined,
  currency: Currency,
): bigint | undefined {
  if (!money) return undefined;
  const { units, nanos } = money;
  const currencyCode = money.currencyCode || currency;
  if (currencyCode !== currency) {
    const message = `${field} is in ${currencyCode}, and the prices that are asked for are in ${currency}.`;
    throw new DomainError("invalid", "CURRENCY_MISMATCH", message, { field });
  }
  const { minor } = fromWire({ $typeName: "google.type.Money", currencyCode, units, nanos });
  if (minor > ANY_PRICE) return ANY_PRICE;
  return minor < 0n ? 0n : minor;
}
