// Redemptions: what an order has got from a coupon. One order redeems once, and gives back once. Knows no database and no clock.
import { DomainError } from "@meshmart/kit/errors";
import { equal, type Money } from "@meshmart/kit/money";
import { type Coupon, couponNotFound, discountNow } from "./coupon.ts";

/** What an order asks for. */
export interface Wish {
  readonly orderId: string;
  readonly customerId: string;
  readonly code: string;
  readonly subtotal: Money;
}

export interface Redeemed extends Wish {
  readonly state: "REDEEMED" | "RELEASED";
  readonly discount: Money;
}

/** Its redemption came, or will come, too late. */
export interface Tombstone {
  readonly orderId: string;
  readonly state: "RELEASED";
  readonly code?: undefined;
}

export type Redemption = Redeemed | Tombstone;

/** What can be known of a coupon and of a customer's uses of it. */
export interface Lookup {
  find(code: string): { readonly coupon: Coupon; readonly redeemed: number } | undefined;
  usesOf(code: string, customerId: string): number;
}

/** The order redeems a coupon; undefined: it has already. */
export function redeem(wish: Wish, held: Redemption | undefined, lookup: Lookup, now: Date): Redeemed | undefined {
  if (held?.state === "RELEASED") throw redemptionReleased(wish.orderId);
  if (held) {
    if (!isSame(held, wish)) throw redemptionDiffers(wish.orderId);
    return undefined;
  }
  const found = lookup.find(wish.code);
  if (!found) throw couponNotFound(wish.code);
  const uses = { total: found.redeemed, byCustomer: lookup.usesOf(wish.code, wish.customerId) };
  return { ...wish, state: "REDEEMED", discount: discountNow(found.coupon, wish.subtotal, uses, now) };
}

/** The order has nothing of a coupon and never will again; undefined: so it is already. */
export function release(orderId: string, held: Redemption | undefined): Redemption | undefined {
  if (held?.state === "RELEASED") return undefined;
  return held ? { ...held, state: "RELEASED" } : { orderId, state: "RELEASED" };
}

function isSame(held: Redeemed, { customerId, code, subtotal }: Wish): boolean {
  return held.customerId === customerId && held.code === code && equal(held.subtotal, subtotal);
}

function redemptionReleased(orderId: string): DomainError {
  const message = `Order ${orderId} has given its coupon back; it cannot redeem again.`;
  return new DomainError("not_now", "REDEMPTION_RELEASED", message, { order_id: orderId });
}

function redemptionDiffers(orderId: string): DomainError {
  const message = `Order ${orderId} has redeemed a coupon already, by another request: one order, one coupon.`;
  return new DomainError("exists", "REQUEST_ID_REUSED", message, { order_id: orderId });
}
