// A cart and what may be done to it. Each rule answers with a new cart, or with the very same one when there is nothing to do.
// Knows no store, no transport and no clock. What a cart remembers of the past has a limit, like what is in it.
import { DomainError } from "@meshmart/kit/errors";
import type { Money } from "@meshmart/kit/money";
import type { Outgoing } from "./cart-merge.ts";

export const MAX_LINES = 100;
/** Pieces a line. */
export const MAX_QUANTITY = 100;
export const REQUESTS_REMEMBERED = 100;
export const ORDERS_REMEMBERED = 50;

/** A product, bought in one way from one seller. */
export interface LineKey {
  readonly productId: string;
  readonly purchaseOptionId: string;
  /** "": the shop itself. */
  readonly sellerId: string;
}

export interface CartLine extends LineKey {
  readonly quantity: number;
  readonly title: string;
  /** "": the shop itself. */
  readonly sellerName: string;
  /** Within the shop; "": the shop draws one. */
  readonly picturePath: string;
  /** Of one, when pieces were last added. */
  readonly addedUnitPrice: Money;
  /** When pieces were last added, in milliseconds since the epoch. */
  readonly addedAt: number;
}

export interface Cart {
  /** In the order in which they were first added. */
  readonly lines: readonly CartLine[];
  /** When it was last written, in milliseconds since the epoch; undefined for one that never was. */
  readonly updatedAt?: number;
  /** The last requests that added something: a repeated one adds nothing. */
  readonly requestIds: readonly string[];
  /** The last orders whose products were taken out. */
  readonly orderIds: readonly string[];
  /** The last guests' pieces that were taken in (cart-merge.ts). */
  readonly mergeIds: readonly string[];
  /** A guest's pieces on their way to a customer's cart: no longer in this one. */
  readonly outgoing?: Outgoing;
  /** The last quantity that was set on top of an etag: repeating it, when its answer was lost, is no conflict. */
  readonly lastSet?: WantedQuantity;
}

export const EMPTY: Cart = { lines: [], requestIds: [], orderIds: [], mergeIds: [] };

export interface WantedQuantity extends LineKey {
  readonly quantity: number;
  /** The cart's etag as last seen; empty: whatever it is. */
  readonly etag: string;
}

export function itemCount({ lines }: Pick<Cart, "lines">): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}

export function sameLine(a: LineKey): (b: LineKey) => boolean {
  return (b) => a.productId === b.productId && a.purchaseOptionId === b.purchaseOptionId && a.sellerId === b.sellerId;
}

/** The last `limit` of them, a new one at the end. */
export function remember(known: readonly string[], more: readonly string[], limit: number): readonly string[] {
  return [...known.filter((id) => !more.includes(id)), ...more].slice(-limit);
}

/** Puts pieces on top of those that are there, at their newest price. The same request adds once. */
export function addPieces(cart: Cart, added: CartLine, requestId: string): Cart {
  if (cart.requestIds.includes(requestId)) return cart;
  const same = sameLine(added);
  const before = cart.lines.find(same);
  if (!before && cart.lines.length >= MAX_LINES) throw cartFull();
  const quantity = (before?.quantity ?? 0) + added.quantity;
  if (quantity > MAX_QUANTITY) throw quantityLimit(added, before?.quantity ?? 0);
  const line = { ...added, quantity };
  const lines = before ? cart.lines.map((each) => (same(each) ? line : each)) : [...cart.lines, line];
  return { ...cart, lines, requestIds: remember(cart.requestIds, [requestId], REQUESTS_REMEMBERED) };
}

/** Sets how many pieces a line has; zero takes it out. `etag` is the cart's. */
export function setQuantity(cart: Cart, wanted: WantedQuantity, etag: string): Cart {
  const same = sameLine(wanted);
  if (wanted.etag !== "" && wanted.etag !== etag) {
    const { lastSet } = cart;
    const repeated = lastSet && same(lastSet) && lastSet.quantity === wanted.quantity && lastSet.etag === wanted.etag;
    if (repeated) return cart;
    throw cartChanged("The cart has changed since it was read. Look at it again.");
  }
  const { quantity } = wanted;
  const before = cart.lines.find(same);
  if (!before && quantity > 0) throw itemNotFound(wanted);
  if (quantity === (before?.quantity ?? 0)) return cart;
  const lines =
    quantity === 0
      ? cart.lines.filter((line) => !same(line))
      : cart.lines.map((line) => (same(line) ? { ...line, quantity } : line));
  return { ...cart, lines, ...(wanted.etag !== "" && { lastSet: wanted }) };
}

export function clear(cart: Cart): Cart {
  return cart.lines.length === 0 ? cart : { ...cart, lines: [] };
}

/** What was bought; without the way and the seller: in any way, from whomever. */
export interface BoughtLine extends Partial<LineKey> {
  readonly productId: string;
  readonly quantity: number;
}

export interface Purchase {
  readonly orderId: string;
  readonly bought: readonly BoughtLine[];
  /** When the order was confirmed, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Takes out what was bought, once for each order, and never what was added after it was confirmed. A cart that was never written
 * to need not remember the order: whatever is added to it comes later.
 */
export function removeBought(cart: Cart, { orderId, bought, at }: Purchase): Cart {
  if (cart === EMPTY || cart.orderIds.includes(orderId)) return cart;
  const left = bought.map((line) => ({ ...line }));
  const lines = cart.lines.flatMap((line) => {
    if (line.addedAt > at) return [line];
    let { quantity } = line;
    for (const each of left.filter((other) => sameLine(line)({ ...line, ...other }))) {
      const taken = Math.min(quantity, each.quantity);
      each.quantity -= taken;
      quantity -= taken;
    }
    return quantity === 0 ? [] : [quantity === line.quantity ? line : { ...line, quantity }];
  });
  return { ...cart, lines, orderIds: remember(cart.orderIds, [orderId], ORDERS_REMEMBERED) };
}

export function cartChanged(message: string): DomainError {
  return new DomainError("conflict", "CART_CHANGED", message);
}

function cartFull(): DomainError {
  const message = `A cart holds ${MAX_LINES} different items. Take one out before you add another.`;
  return new DomainError("not_now", "CART_FULL", message, { max_items: String(MAX_LINES) });
}

function quantityLimit(line: CartLine, inCart: number): DomainError {
  const message = `A cart holds ${MAX_QUANTITY} pieces of an item; of ${line.title} it has ${inCart} already.`;
  return new DomainError("not_now", "QUANTITY_LIMIT", message, {
    ...metadataOf(line),
    quantity: String(inCart),
    max_quantity: String(MAX_QUANTITY),
  });
}

function itemNotFound(key: LineKey): DomainError {
  const from = key.sellerId === "" ? "" : ` from ${key.sellerId}`;
  const message = `Product ${key.productId} with option "${key.purchaseOptionId}"${from} is not in the cart. Add it first.`;
  return new DomainError("missing", "CART_ITEM_NOT_FOUND", message, metadataOf(key));
}

function metadataOf({ productId, purchaseOptionId, sellerId }: LineKey): Record<string, string> {
  const key = { product_id: productId, purchase_option_id: purchaseOptionId };
  return sellerId === "" ? key : { ...key, seller_id: sellerId };
}
