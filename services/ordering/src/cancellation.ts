// The cancellation: the saga that undoes a sale before the parcel leaves. Calling the parcel back is its pivot: while that can be
// refused nothing is undone, and once it has succeeded the rest is repeated until it is done. That of a sale with a coupon is a kind
// of its own, as its checkout is.
import type { SagaDefinition, StepDefinition } from "@meshmart/kit/saga";
import { CANCELLED_REASON } from "@meshmart/kit/saga";
import type { Dependencies } from "./checkout.ts";
import { cancelOrders, refuseCancellations } from "./order-changes.ts";

export interface CancellationData {
  readonly orderId: string;
  readonly customerId: string;
  /** There was nothing to pay, so there is nothing to give back. */
  readonly isFree?: boolean;
}

export const CANCELLATION = "cancellation";
export const CANCELLATION_WITH_COUPON = "cancellation_with_coupon";

export function createCancellations({
  inventory,
  payment,
  promotions,
  shipping,
}: Dependencies): SagaDefinition<CancellationData>[] {
  const steps: StepDefinition<CancellationData>[] = [
    {
      name: "cancel_shipment",
      pivot: true,
      run: async ({ orderId }) => void (await shipping.cancelShipment({ orderId })),
    },
    {
      name: "refund_payment",
      run: async ({ orderId, isFree }) => void (isFree || (await payment.refundPayment({ orderId }))),
    },
    { name: "return_stock", run: async ({ orderId }) => void (await inventory.releaseStock({ orderId })) },
  ];
  const giveBack: StepDefinition<CancellationData> = {
    name: "release_coupon",
    run: async ({ orderId }) => void (await promotions.releaseCoupon({ orderId })),
  };
  const ends: Pick<SagaDefinition<CancellationData>, "completed" | "failed"> = {
    completed: (tx, sagas) =>
      cancelOrders(
        tx,
        sagas.map((saga) => ({ ...saga, reason: CANCELLED_REASON })),
      ),
    failed: refuseCancellations,
  };
  return [
    { kind: CANCELLATION, steps, ...ends },
    { kind: CANCELLATION_WITH_COUPON, steps: [...steps, giveBack], ...ends },
  ];
}
