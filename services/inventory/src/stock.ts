// Stock and reservations: their states and rules. Knows no database and no transport.
import { DomainError } from "@meshmart/kit/errors";

export interface Stock {
  readonly productId: string;
  /** Pieces in the warehouse, promised ones included. */
  readonly onHand: number;
  /** Pieces promised to orders. */
  readonly reserved: number;
  /** Buyers are warned when this many or fewer are available. */
  readonly lowAt: number;
  /** Grows with each change; 0: it was never stocked. */
  readonly version: bigint;
}

export interface Item {
  readonly productId: string;
  readonly quantity: number;
}

export type ReservationState = "RESERVED" | "COMMITTED" | "RELEASED";

export interface Reservation {
  readonly orderId: string;
  readonly state: ReservationState;
  readonly items: readonly Item[];
}

/** What an order's call changes: its reservation, and the stock of its products. */
export interface Change {
  readonly reservation: Reservation;
  readonly stock: readonly Stock[];
}

export type FindStock = (productId: string) => Stock | undefined;

/** The order holds its items, all or none; undefined: it does already. */
export function reserveItems(
  orderId: string,
  items: readonly Item[],
  held: Reservation | undefined,
  find: FindStock,
): Change | undefined {
  if (held?.state === "RELEASED") throw reservationReleased(orderId);
  if (held) return undefined;
  const stock = items.map((item) => reserve(find(item.productId), item));
  return { reservation: { orderId, state: "RESERVED", items }, stock };
}

/** What the order holds has left the warehouse; undefined: it has already. */
export function commitItems(orderId: string, held: Reservation | undefined, find: FindStock): Change | undefined {
  if (held?.state === "COMMITTED") return undefined;
  if (held?.state !== "RESERVED") throw notReserved(orderId);
  const stock = held.items.map((item) => commit(find(item.productId)!, item));
  return { reservation: { ...held, state: "COMMITTED" }, stock };
}

/** The order holds nothing and never will again; undefined: so it is already. */
export function releaseItems(orderId: string, held: Reservation | undefined, find: FindStock): Change | undefined {
  if (held?.state === "RELEASED") return undefined;
  // A tombstone: whoever reserves for this order afterwards is refused.
  if (!held) return { reservation: { orderId, state: "RELEASED", items: [] }, stock: [] };
  const stock = held.items.map((item) => release(find(item.productId)!, item, held.state));
  return { reservation: { ...held, state: "RELEASED" }, stock };
}

export function available({ onHand, reserved }: Stock): number {
  return onHand - reserved;
}

export function isLow(stock: Stock): boolean {
  return available(stock) <= stock.lowAt;
}

/** The stock after promising an item. */
export function reserve(stock: Stock | undefined, { productId, quantity }: Item): Stock {
  if (!stock) throw notStocked(productId);
  if (quantity > available(stock)) {
    throw new DomainError(
      "not_now",
      "OUT_OF_STOCK",
      `Only ${available(stock)} left of product ${productId}, not ${quantity}.`,
      {
        product_id: productId,
        available: String(available(stock)),
      },
    );
  }
  return changed(stock, { reserved: stock.reserved + quantity });
}

/** The stock after a promised item has left the warehouse. */
export function commit(stock: Stock, { quantity }: Item): Stock {
  return changed(stock, { onHand: stock.onHand - quantity, reserved: stock.reserved - quantity });
}

/** The stock after a reservation, promised or taken, gives an item back. */
export function release(stock: Stock, { quantity }: Item, from: ReservationState): Stock {
  return from === "COMMITTED"
    ? changed(stock, { onHand: stock.onHand + quantity })
    : changed(stock, { reserved: stock.reserved - quantity });
}

/** What staff counted. */
export interface Count {
  readonly onHand: number;
  /** Undefined: as before. */
  readonly lowAt: number | undefined;
  /** What they saw lying there before. Undefined: whatever it was. */
  readonly expectedOnHand: number | undefined;
}

/** The stock after a count; undefined: so it is already, and a count that is sent again is none. */
export function setOnHand(stock: Stock, { onHand, lowAt = stock.lowAt, expectedOnHand }: Count): Stock | undefined {
  if (stock.version > 0n && stock.onHand === onHand && stock.lowAt === lowAt) return undefined;
  if (expectedOnHand !== undefined && expectedOnHand !== stock.onHand) throw stockMoved(stock, expectedOnHand);
  if (onHand < stock.reserved) throw stockReserved(stock, onHand);
  return changed(stock, { onHand, lowAt });
}

/** Sums the lines of one product, in an order that all reservations share, so that two of them never wait for each other in a ring. */
export function inLockOrder(items: readonly Item[]): Item[] {
  const sums = new Map<string, number>();
  for (const { productId, quantity } of items) {
    // As the database writes it: a UUID may come in upper case.
    const key = productId.toLowerCase();
    sums.set(key, (sums.get(key) ?? 0) + quantity);
  }
  return [...sums]
    .map(([productId, quantity]) => ({ productId, quantity }))
    .sort((a, b) => (a.productId < b.productId ? -1 : 1));
}

export function notStocked(productId: string): DomainError {
  return new DomainError("missing", "STOCK_NOT_FOUND", `Product ${productId} is not stocked here.`, {
    product_id: productId,
  });
}

function stockMoved({ productId, onHand }: Stock, expected: number): DomainError {
  const message = `${onHand} of product ${productId} lie there, not ${expected}. Read the stock, and count again.`;
  return new DomainError("conflict", "STOCK_CHANGED", message, { product_id: productId, on_hand: String(onHand) });
}

function stockReserved({ productId, reserved }: Stock, onHand: number): DomainError {
  const message = `${reserved} of product ${productId} are promised to orders: it cannot be set to ${onHand}.`;
  return new DomainError("not_now", "STOCK_RESERVED", message, { product_id: productId, reserved: String(reserved) });
}

export function reservationReleased(orderId: string): DomainError {
  return new DomainError(
    "not_now",
    "RESERVATION_RELEASED",
    `Order ${orderId} has given its stock back; it cannot reserve again.`,
    { order_id: orderId },
  );
}

export function notReserved(orderId: string): DomainError {
  return new DomainError("not_now", "NOT_RESERVED", `Order ${orderId} holds no stock.`, { order_id: orderId });
}

function changed(stock: Stock, change: Partial<Stock>): Stock {
  return { ...stock, ...change, version: stock.version + 1n };
}
