// What payment publishes: one event for each line of the ledger that is no mere claim.
import {
  PaymentAuthorizedSchema,
  PaymentCapturedSchema,
  PaymentDeclinedSchema,
  PaymentRefundedSchema,
  PaymentVoidedSchema,
} from "@meshmart/gen/meshmart/payment/v1/payment_events_pb";
import { type EncodedEvent, encodeEvent } from "@meshmart/kit/events";
import { toWire } from "@meshmart/kit/money";
import type { Payment } from "./payment.ts";

/** The events of the line that made the payment what it is now. */
export function paymentEvents({ orderId, state, claim, amount, reason }: Payment): EncodedEvent[] {
  if (claim) return [];
  const told = { orderId, ...(amount && { amount: toWire(amount) }) };
  switch (state) {
    case "AUTHORIZED":
      return [encodeEvent(PaymentAuthorizedSchema, told)];
    case "DECLINED":
      return [encodeEvent(PaymentDeclinedSchema, { ...told, reason: reason ?? "" })];
    case "CAPTURED":
      return [encodeEvent(PaymentCapturedSchema, told)];
    case "VOIDED":
      return [encodeEvent(PaymentVoidedSchema, { orderId })];
    case "REFUNDED":
      return [encodeEvent(PaymentRefundedSchema, told)];
    case undefined:
      return [];
  }
}
