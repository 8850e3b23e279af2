// What of the cart is ordered, and what has become of it since the customer was shown it: another price, or sold out. Nobody pays a price
// that they have not seen.
import type { Money } from "@meshmart/gen/google/type/money_pb";
import type { CartItem } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { isSameLine, lineKey } from "../../api/lines.ts";
import { isSame, sum, times } from "../../i18n/money.ts";
import type { Draft } from "./draft.ts";

/** A line that can be bought now. */
export type OrderLine = CartItem & { readonly unitPrice: Money };

export interface OrderLines {
  readonly lines: readonly OrderLine[];
  /** Of the cart, but not to be had now. */
  readonly missing: readonly CartItem[];
  /** Undefined without lines. */
  readonly subtotal: Money | undefined;
}

export function chooseLines(items: readonly CartItem[], only: Draft["only"]): OrderLines {
  const chosen = only
    ? only.flatMap((wanted) => {
        const item = items.find(isSameLine(wanted));
        return item ? [{ ...item, quantity: Math.min(wanted.quantity, item.quantity) }] : [];
      })
    : items;
  const canBeBought = (item: CartItem): item is OrderLine => item.available && item.unitPrice !== undefined;
  const lines = chosen.filter(canBeBought);
  return {
    lines,
    missing: chosen.filter((item) => !canBeBought(item)),
    subtotal: sum(lines.map(({ unitPrice, quantity }) => times(unitPrice, quantity))),
  };
}

export interface News {
  readonly item: CartItem;
  /** What one cost when the customer saw it. */
  readonly before: Money;
  /** What it costs now; undefined: it cannot be had any more. */
  readonly now: Money | undefined;
}

/** What the customer has to know before they order. */
export function newsOf(seen: Draft["seen"], { lines, missing }: OrderLines): readonly News[] {
  return [...lines, ...missing].flatMap((item) => {
    const before = seen.get(lineKey(item));
    const now = missing.includes(item) ? undefined : item.unitPrice;
    // Prices in another currency are other prices, not changed ones.
    if (!before || isSame(before, now) || (now && now.currencyCode !== before.currencyCode)) return [];
    return [{ item, before, now }];
  });
}

/** The same prices, and those that are shown for the first time; a changed one stays until `accept`. */
export function see(seen: Draft["seen"], lines: readonly OrderLine[]): Draft["seen"] {
  const fresh = lines.filter((line) => seen.get(lineKey(line))?.currencyCode !== line.unitPrice.currencyCode);
  return fresh.length === 0 ? seen : new Map([...seen, ...pricesOf(fresh)]);
}

/** The customer knows how things stand. */
export function accept(lines: readonly OrderLine[]): Draft["seen"] {
  return new Map(pricesOf(lines));
}

function pricesOf(lines: readonly OrderLine[]): readonly (readonly [string, Money])[] {
  return lines.map((line) => [lineKey(line), line.unitPrice] as const);
}
