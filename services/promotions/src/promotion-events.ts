// What promotions publishes: that an order redeemed a coupon, and that it gave one back.
import { CouponRedeemedSchema, CouponReleasedSchema } from "@meshmart/gen/meshmart/promotions/v1/promotions_events_pb";
import { type EncodedEvent, encodeEvent } from "@meshmart/kit/events";
import { toWire } from "@meshmart/kit/money";
import type { Redeemed } from "./redemption.ts";

/** The event of the change that made the redemption what it is now. */
export function redemptionEvent({ orderId, customerId, code, discount, state }: Redeemed): EncodedEvent {
  if (state === "RELEASED") return encodeEvent(CouponReleasedSchema, { orderId, code });
  return encodeEvent(CouponRedeemedSchema, { orderId, customerId, code, discount: toWire(discount) });
}
