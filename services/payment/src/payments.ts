// What can be done with an order's payment. The provider is asked first and the ledger written after: after a crash in between, the
// same call finds the ledger unchanged and asks again, which the provider answers as before. When two calls for one payment meet,
// the ledger lets one of them in; the other looks again.
import { DomainError } from "@meshmart/kit/errors";
import type { Money } from "@meshmart/kit/money";
import type { LedgerStore } from "./ledger-store.ts";
import { declined, type Entry, mayAuthorize, mayCapture, mayRefund, mayVoid, type Payment } from "./payment.ts";
import type { PaymentProvider } from "./provider.ts";

const MAX_MEETINGS = 5;

export interface Payments {
  authorize(orderId: string, paymentToken: string, amount: Money): Promise<Payment>;
  capture(orderId: string): Promise<Payment>;
  void(orderId: string): Promise<Payment>;
  refund(orderId: string): Promise<Payment>;
}

export function createPayments(ledger: LedgerStore, provider: PaymentProvider): Payments {
  /** `next` decides on the payment as it is: the line to add, or undefined when there is nothing to do. */
  const advance = async (orderId: string, next: (payment: Payment) => Promise<Entry | undefined>): Promise<Payment> => {
    for (let meeting = 0; meeting < MAX_MEETINGS; meeting++) {
      const payment = await ledger.find(orderId);
      const entry = await next(payment);
      if (!entry) return payment;
      const after = await ledger.append(payment, entry);
      if (after) return after;
    }
    throw new DomainError(
      "conflict",
      "PAYMENT_BUSY",
      `The payment of order ${orderId} is being changed by others. Try again.`,
      { order_id: orderId },
    );
  };

  return {
    async authorize(orderId, paymentToken, amount) {
      let authorizedHere: string | undefined;
      const payment = await advance(orderId, async (payment) => {
        try {
          if (!mayAuthorize(payment)) return undefined;
        } catch (error) {
          // A void came in between: what the provider set aside a moment ago must not stay so.
          if (authorizedHere) await provider.void(authorizedHere, orderId);
          throw error;
        }
        const method = await ledger.findToken(paymentToken);
        if (!method) {
          throw new DomainError("missing", "PAYMENT_TOKEN_NOT_FOUND", "The payment token is unknown.", {
            payment_token: paymentToken,
          });
        }
        const answer = await provider.authorize(method.reference, orderId, amount);
        if (answer.kind === "declined")
          return { type: "DECLINED", amount, displayName: method.displayName, reason: answer.reason };
        authorizedHere = answer.reference;
        return { type: "AUTHORIZED", amount, displayName: method.displayName, providerReference: answer.reference };
      });
      if (payment.state === "DECLINED") throw declined(orderId, payment.reason ?? "PAYMENT_DECLINED");
      return payment;
    },
    capture: (orderId) =>
      advance(orderId, async (payment) => {
        if (!mayCapture(payment)) return undefined;
        await provider.capture(payment.providerReference!, orderId);
        return { type: "CAPTURED" };
      }),
    void: (orderId) =>
      advance(orderId, async (payment) => {
        if (!mayVoid(payment)) return undefined;
        if (payment.state === "AUTHORIZED") await provider.void(payment.providerReference!, orderId);
        return { type: "VOIDED" };
      }),
    refund: (orderId) =>
      advance(orderId, async (payment) => {
        if (!mayRefund(payment)) return undefined;
        await provider.refund(payment.providerReference!, orderId);
        return { type: "REFUNDED" };
      }),
  };
}
