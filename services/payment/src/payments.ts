// What can be done with an order's payment. Each change is claimed in the ledger, then the provider is asked, then the ledger says what
// came of it. After a crash in between, the next call for the payment finds the claim and asks again, which the provider answers as
// before. When two calls for one payment meet, the ledger lets one of them in; the other looks again.
import { DomainError } from "@meshmart/kit/errors";
import type { Money } from "@meshmart/kit/money";
import type { LedgerStore } from "./ledger-store.ts";
import { type Methods, methodNamed } from "./methods/registry.ts";
import {
  claimAuthorization,
  claimCapture,
  claimRefund,
  claimVoid,
  type Entry,
  methodOf,
  newPayment,
  type Payment,
} from "./payment.ts";

const MAX_MEETINGS = 5;

export interface Payments {
  authorize(orderId: string, paymentToken: string, amount: Money): Promise<Payment>;
  capture(orderId: string): Promise<Payment>;
  void(orderId: string): Promise<Payment>;
  refund(orderId: string): Promise<Payment>;
}

export function createPayments(ledger: LedgerStore, methods: Methods): Payments {
  /** Asks the provider for what is claimed. */
  const finish = async (payment: Payment): Promise<Entry> => {
    const { orderId, claim, providerReference } = payment;
    const method = methodNamed(methods, methodOf(payment));
    switch (claim!) {
      case "AUTHORIZING": {
        const amount = payment.amount!;
        const answer = await method.authorize(providerReference!, orderId, amount);
        if (answer.kind === "declined") return { type: "DECLINED", amount, reason: answer.reason };
        return { type: "AUTHORIZED", amount, providerReference: answer.reference };
      }
      case "CAPTURING":
        await method.capture(providerReference!, orderId);
        return { type: "CAPTURED" };
      case "VOIDING":
        await method.void(providerReference!, orderId);
        return { type: "VOIDED" };
      case "REFUNDING":
        await method.refund(providerReference!, orderId);
        return { type: "REFUNDED" };
    }
  };

  /** `next` decides on a payment without a claim: the line to add, or undefined when there is nothing to do. */
  const advance = async (payment: Payment, next: (payment: Payment) => Entry | undefined): Promise<Payment> => {
    let meetings = 0;
    for (let current = payment; ; ) {
      const entry = current.claim ? await finish(current) : next(current);
      if (!entry) return current;
      const after = await ledger.append(current, entry);
      if (!after && ++meetings === MAX_MEETINGS) throw busy(payment.orderId);
      current = after ?? (await ledger.find(payment.orderId));
    }
  };

  return {
    async authorize(orderId, paymentToken, amount) {
      const token = await ledger.findToken(paymentToken);
      if (!token) {
        throw new DomainError("missing", "PAYMENT_TOKEN_NOT_FOUND", "The payment token is unknown.", {
          payment_token: paymentToken,
        });
      }
      const { method, reference: providerReference, displayName } = token;
      // Nearly always it is the order's first call: the ledger says so if it is not.
      return advance(newPayment(orderId.toLowerCase()), (payment) =>
        claimAuthorization(payment, { method, amount, providerReference, displayName }),
      );
    },
    capture: async (orderId) => advance(await ledger.find(orderId), claimCapture),
    void: async (orderId) => advance(await ledger.find(orderId), claimVoid),
    refund: async (orderId) => advance(await ledger.find(orderId), claimRefund),
  };
}

function busy(orderId: string): DomainError {
  const message = `The payment of order ${orderId} is being changed by others. Try again.`;
  return new DomainError("conflict", "PAYMENT_BUSY", message, { order_id: orderId });
}
