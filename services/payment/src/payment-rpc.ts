// The contract's handlers.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import { Payment_State, type PaymentSchema, type PaymentService } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { DomainError } from "@meshmart/kit/errors";
import { fromWire, toWire } from "@meshmart/kit/money";
import type { LedgerStore } from "./ledger-store.ts";
import type { Payment } from "./payment.ts";
import type { Payments } from "./payments.ts";
import type { PaymentProvider } from "./provider.ts";

export function createPaymentRpc(
  payments: Payments,
  ledger: LedgerStore,
  provider: PaymentProvider,
): ServiceImpl<typeof PaymentService> {
  return {
    async tokenizePaymentMethod({ paymentMethod }) {
      const method = paymentMethod!.method;
      if (method.case !== "card")
        throw new DomainError("invalid", "PAYMENT_METHOD_UNKNOWN", "Pay by card.", { field: "payment_method" });
      return { paymentToken: await ledger.saveToken(provider.tokenize(method.value, new Date())) };
    },
    async authorizePayment({ orderId, paymentToken, amount }) {
      const money = fromWire(amount!);
      if (money.minor <= 0n)
        throw new DomainError("invalid", "AMOUNT_NOT_POSITIVE", "The amount must be more than zero.", {
          field: "amount",
        });
      return { payment: toMessage(await payments.authorize(orderId, paymentToken, money)) };
    },
    async capturePayment({ orderId }) {
      return { payment: toMessage(await payments.capture(orderId)) };
    },
    async voidPayment({ orderId }) {
      return { payment: toMessage(await payments.void(orderId)) };
    },
    async refundPayment({ orderId }) {
      return { payment: toMessage(await payments.refund(orderId)) };
    },
    async getPayment({ orderId }) {
      const payment = await ledger.find(orderId);
      if (!payment.state)
        throw new DomainError("missing", "PAYMENT_NOT_FOUND", `Order ${orderId} has no payment.`, {
          order_id: orderId,
        });
      return { payment: toMessage(payment) };
    },
  };
}

function toMessage({ orderId, state, amount, reason, displayName }: Payment): MessageInitShape<typeof PaymentSchema> {
  return {
    orderId,
    state: state ? Payment_State[state] : Payment_State.UNSPECIFIED,
    ...(amount && { amount: toWire(amount) }),
    declineReason: reason ?? "",
    displayName: displayName ?? "",
  };
}
