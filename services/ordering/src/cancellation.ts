// The cancellation: the saga that undoes a sale before the parcel leaves. Calling the parcel back is its pivot: while that can be
// refused nothing is undone, and once it has succeeded the rest is repeated until it is done.
import type { SagaDefinition } from "@meshmart/kit/saga";
import { CANCELLED_REASON } from "@meshmart/kit/saga";
import type { Dependencies } from "./checkout.ts";
import { cancelOrder, refuseCancellation } from "./order-changes.ts";

export interface CancellationData {
  readonly orderId: string;
  readonly customerId: string;
}

export const CANCELLATION = "cancellation";

export function createCancellation({ inventory, payment, shipping }: Dependencies): SagaDefinition<CancellationData> {
  return {
    kind: CANCELLATION,
    steps: [
      {
        name: "cancel_shipment",
        pivot: true,
        run: async ({ orderId }) => void (await shipping.cancelShipment({ orderId })),
      },
      { name: "refund_payment", run: async ({ orderId }) => void (await payment.refundPayment({ orderId })) },
      { name: "return_stock", run: async ({ orderId }) => void (await inventory.releaseStock({ orderId })) },
    ],
    completed: (tx, _sagaId, data) => cancelOrder(tx, { ...data, reason: CANCELLED_REASON }),
    failed: (tx, _sagaId, { orderId }, reason) => refuseCancellation(tx, orderId, reason),
  };
}
