// How orders' rows change when their sagas end, each with its history and its event in the caller's transaction. What ends at the same
// time is one statement.
import { randomUUID } from "node:crypto";
import type { Transaction } from "@meshmart/kit/database";
import type { Money } from "@meshmart/kit/money";
import { appendEvents } from "@meshmart/kit/outbox";
import type { EndedSaga } from "@meshmart/kit/saga";
import { CANCELLATION, CANCELLATION_WITH_COUPON, type CancellationData } from "./cancellation.ts";
import type { CheckoutData } from "./checkout.ts";
import { orderCancelled, orderConfirmed } from "./order-events.ts";

/** A checkout that has succeeded, and what it has found out. */
export interface Sale extends EndedSaga<CheckoutData> {
  readonly shippingPrice: Money;
  readonly discount: Money | undefined;
  readonly total: Money;
}

type OfOrder = EndedSaga<Pick<CheckoutData, "orderId" | "customerId">>;

/** A parcel that was scanned meanwhile keeps its state. */
export async function confirmOrders(tx: Transaction, sales: readonly Sale[]): Promise<void> {
  const events = sales.map(({ data, total, within }) =>
    within(() => orderConfirmed(data.orderId, data.customerId, total, data.items)),
  );
  const orderIds = sales.map(({ data }) => data.orderId);
  const entries = orderIds.map((orderId) => ({ orderId, detail: "" }));
  const rows = await tx<{ order_id: string }[]>`
    with event as (${appendEvents(tx, events)}), history as (${addHistory(tx, "OrderConfirmed", entries)}), confirmed as (
      update orders set state = case state when 'PENDING' then 'CONFIRMED' else state end,
        shipping_minor = new.shipping_minor, discount_minor = new.discount_minor, updated_at = now()
      from unnest(
        ${orderIds}::uuid[], ${sales.map(({ shippingPrice }) => String(shippingPrice.minor))}::bigint[],
        ${sales.map(({ discount }) => (discount ? String(discount.minor) : null))}::bigint[]
      ) as new (order_id, shipping_minor, discount_minor)
      where orders.order_id = new.order_id
      returning orders.order_id, cancellation_requested)
    select order_id from confirmed where cancellation_requested`;
  // Their customers called them off after the point of no return: the sale is undone as a sale.
  const calledOff = new Set(rows.map((row) => row.order_id));
  for (const { data, total } of sales.filter(({ data }) => calledOff.has(data.orderId))) {
    const { orderId, customerId, couponCode } = data;
    await beginCancellation(tx, { orderId, customerId, isFree: total.minor === 0n }, couponCode !== undefined);
  }
}

/** Nothing was sold, or everything is undone; `reason` says why. */
export async function cancelOrders(tx: Transaction, sagas: readonly OfOrder[]): Promise<void> {
  const events = sagas.map(({ data, reason, within }) =>
    within(() => orderCancelled(data.orderId, data.customerId, reason)),
  );
  const entries = sagas.map(({ data, reason }) => ({ orderId: data.orderId, detail: reason }));
  await tx`
    with event as (${appendEvents(tx, events)}), history as (${addHistory(tx, "OrderCancelled", entries)})
    update orders set state = 'CANCELLED', failure_reason = new.reason, cancellation_requested = false, updated_at = now()
    from unnest(
      ${entries.map(({ orderId }) => orderId)}::uuid[], ${entries.map(({ detail }) => detail)}::text[]
    ) as new (order_id, reason)
    where orders.order_id = new.order_id`;
}

/** The parcels had left already. */
export async function refuseCancellations(tx: Transaction, sagas: readonly OfOrder[]): Promise<void> {
  const entries = sagas.map(({ data, reason }) => ({ orderId: data.orderId, detail: reason }));
  await tx`
    with history as (${addHistory(tx, "CancellationRefused", entries)})
    update orders set cancellation_requested = false, updated_at = now()
    where order_id = any(${entries.map(({ orderId }) => orderId)}::uuid[])`;
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

/** An entry in the history of each order, awaited or as part of another statement. */
export function addHistory(
  tx: Transaction,
  type: string,
  entries: readonly { readonly orderId: string; readonly detail: string }[],
) {
  return tx`
    insert into order_history (order_id, type, detail, occurred_at)
    select order_id, ${type}, detail, ${new Date()}::timestamptz
    from unnest(
      ${entries.map(({ orderId }) => orderId)}::uuid[], ${entries.map(({ detail }) => detail)}::text[]
    ) as entry (order_id, detail)`;
}
