// The contract's handlers.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import { Payment_State, type PaymentSchema, type PaymentService } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { customerOf } from "@meshmart/kit/caller";
import { DomainError } from "@meshmart/kit/errors";
import { fromWire, toWire } from "@meshmart/kit/money";
import type { LedgerStore } from "./ledger-store.ts";
import { type Methods, methodNamed } from "./methods/registry.ts";
import { methodOf, type Payment } from "./payment.ts";
import type { Payments } from "./payments.ts";
import type { PointsStore } from "./points-store.ts";

export interface PaymentParts {
  readonly payments: Payments;
  readonly ledger: LedgerStore;
  readonly methods: Methods;
  readonly points: PointsStore;
}

export function createPaymentRpc({
  payments,
  ledger,
  methods,
  points,
}: PaymentParts): ServiceImpl<typeof PaymentService> {
  return {
    async tokenizePaymentMethod({ paymentMethod, customerId }) {
      const { case: method = "", value } = paymentMethod!.method;
      const stored = await methodNamed(methods, method).tokenize(value, { customerId, now: new Date() });
      return { paymentToken: await ledger.saveToken({ ...stored, method }) };
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
    async getPointsBalance(_, context) {
      return { points: await points.balance(customerOf(context).customerId) };
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

function toMessage(payment: Payment): MessageInitShape<typeof PaymentSchema> {
  const { orderId, state, amount, reason, displayName } = payment;
  return {
    orderId,
    state: state ? Payment_State[state] : Payment_State.UNSPECIFIED,
    ...(amount && { amount: toWire(amount) }),
    declineReason: reason ?? "",
    displayName: displayName ?? "",
    method: inContract(methodOf(payment)),
  };
}

/** A method's name as the contract writes it: "bankTransfer" -> "bank_transfer". */
function inContract(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
