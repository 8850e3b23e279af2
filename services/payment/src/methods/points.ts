// Points of the shop: held when a payment is authorised, spent when it is captured, freed when it is voided, returned when it is
// refunded. The provider is our own database.
import type { Points } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { DomainError } from "@meshmart/kit/errors";
import type { Money } from "@meshmart/kit/money";
import type { PointsStore } from "../points-store.ts";
import type { PaymentMethod } from "./method.ts";

/** A point is worth one won, or a tenth of a cent. */
const POINTS_PER_MINOR_UNIT: Record<string, bigint> = { KRW: 1n, USD: 10n };

export function createPoints(store: PointsStore): PaymentMethod<Points> {
  return {
    async tokenize(_, { customerId }) {
      if (customerId === "") {
        throw new DomainError("invalid", "CUSTOMER_REQUIRED", "Points belong to a customer: say whose they are.", {
          field: "customer_id",
        });
      }
      return { reference: customerId.toLowerCase(), displayName: "Points" };
    },
    async authorize(reference, orderId, amount) {
      const held = await store.hold(reference, orderId, pointsFor(amount));
      if (held === "held") return { kind: "authorized", reference: orderId };
      return { kind: "declined", reason: held === "too_few" ? "INSUFFICIENT_FUNDS" : "DUPLICATE_PAYMENT" };
    },
    capture: (_authorization, orderId) => store.settle(orderId, "SPENT"),
    void: (_authorization, orderId) => store.settle(orderId, "FREED"),
    refund: (_authorization, orderId) => store.settle(orderId, "RETURNED"),
  };
}

/** What an amount costs in points. */
export function pointsFor({ currency, minor }: Money): bigint {
  const rate = POINTS_PER_MINOR_UNIT[currency];
  if (rate === undefined)
    throw new DomainError("invalid", "CURRENCY_NOT_TAKEN", `Points cannot pay in ${currency}.`, { currency });
  return minor * rate;
}
