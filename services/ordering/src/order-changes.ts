// How an order's row changes when its sagas end, each with its history and its event in the caller's transaction.
import { randomUUID } from "node:crypto";
import type { Transaction } from "@meshmart/kit/database";
import type { Money } from "@meshmart/kit/money";
import { appendEvents } from "@meshmart/kit/outbox";
import { CANCELLATION, CANCELLATION_WITH_COUPON, type CancellationData } from "./cancellation.ts";
import type { CheckoutData } from "./checkout.ts";
import { orderCancelled, orderConfirmed } from "./order-events.ts";

/** What the checkout has found out. */
export interface Price {
  readonly shippingPrice: Money;
  readonly discount: Money | undefined;
  readonly total: Money;
}

/** The checkout has succeeded. A parcel that was scanned meanwhile keeps its state. */
export async function confirmOrder(tx: Transaction, data: CheckoutData, price: Price): Promise<void> {
  const { orderId, customerId, items, couponCode } = data;
  const { shippingPrice, discount, total } = price;
  const event = orderConfirmed(orderId, customerId, total, items);
  const [row] = await tx<{ cancellation_requested: boolean }[]>`
    with event as (${appendEvents(tx, [event])}), history as (${addHistory(tx, orderId, "OrderConfirmed", "", new Date())})
    update orders set state = case state when 'PENDING' then 'CONFIRMED' else state end,
      shipping_minor = ${shippingPrice.minor as never}, discount_minor = ${(discount?.minor ?? null) as never}, updated_at = now()
    where order_id = ${orderId}
    returning cancellation_requested`;
  // The customer called it off after the point of no return: the sale is undone as a sale.
  if (row?.cancellation_requested) {
    const sale = { orderId, customerId, isFree: total.minor === 0n };
    await beginCancellation(tx, sale, couponCode !== undefined);
  }
}

/** Nothing was sold, or everything is undone. */
export async function cancelOrder(
  tx: Transaction,
  order: { orderId: string; customerId: string; reason: string },
): Promise<void> {
  const { orderId, customerId, reason } = order;
  await tx`
    with event as (${appendEvents(tx, [orderCancelled(orderId, customerId, reason)])}),
      history as (${addHistory(tx, orderId, "OrderCancelled", reason, new Date())})
    update orders set state = 'CANCELLED', failure_reason = ${reason}, cancellation_requested = false, updated_at = now()
    where order_id = ${orderId}`;
}

/** The parcel had left already. */
export async function refuseCancellation(tx: Transaction, orderId: string, reason: string): Promise<void> {
  await tx`
    with history as (${addHistory(tx, orderId, "CancellationRefused", reason, new Date())})
    update orders set cancellation_requested = false, updated_at = now() where order_id = ${orderId}`;
}

/** Inserts the cancellation with a lapsed lease: whichever instance looks next takes it. */
export async function beginCancellation(tx: Transaction, sale: CancellationData, hasCoupon: boolean): Promise<void> {
  const sagaId = randomUUID();
  const kind = hasCoupon ? CANCELLATION_WITH_COUPON : CANCELLATION;
  await tx`
    with saga as (
      insert into sagas (saga_id, kind, state, data, steps, lease_expires_at)
      values (${sagaId}, ${kind}, 'RUNNING', ${tx.json({ ...sale })}, '[]', '-infinity'))
    update orders set cancellation_saga_id = ${sagaId}, cancellation_requested = true, updated_at = now() where order_id = ${sale.orderId}`;
}

/** An insert into the history, awaited or as part of another statement. */
export function addHistory(tx: Transaction, orderId: string, type: string, detail: string, occurredAt: Date) {
  return tx`insert into order_history (order_id, type, detail, occurred_at) values (${orderId}, ${type}, ${detail}, ${occurredAt})`;
}
