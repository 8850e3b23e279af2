// New orders in PostgreSQL: an order, its saga, its history and its event are written together or not at all, and orders that come at
// the same time in one statement.
import { createBatcher } from "@meshmart/kit/batcher";
import type { Database } from "@meshmart/kit/database";
import type { EncodedEvent } from "@meshmart/kit/events";
import { appendEvents } from "@meshmart/kit/outbox";
import type { IdentifiedRequest } from "@meshmart/kit/request-id";
import type { SagaRow } from "@meshmart/kit/saga";
import { insertSagas } from "@meshmart/kit/saga-store";
import type { Order } from "./order.ts";
import { toStoredItems } from "./order-row.ts";

const MAX_BATCH = 50;

/** The first entry of every order's history. */
export const PLACED = "OrderPlaced";

export interface NewOrder extends IdentifiedRequest {
  readonly order: Order;
  /** The checkout, of this order's id. */
  readonly saga: SagaRow;
  readonly event: EncodedEvent;
}

/** Answers for each order whether it was placed; not, if its customer used the request_id before. `owner` drives their sagas. */
export function createPlacing(sql: Database, owner: string): (order: NewOrder) => Promise<boolean> {
  return createBatcher(async (orders) => {
    // In one order for all instances: they may be asked for the same, and would wait for each other.
    const placed = await place(
      sql,
      owner,
      orders.toSorted((a, b) => (a.requestId < b.requestId ? -1 : 1)),
    );
    return orders.map(({ order }) => placed.has(order.orderId));
  }, MAX_BATCH);
}

async function place(sql: Database, owner: string, orders: readonly NewOrder[]): Promise<Set<string>> {
  const items = orders.map(({ order }) => toStoredItems(order.items));
  const lines = orders.flatMap(({ order }) => order.items.map(({ productId }) => [order.orderId, productId]));
  // A request_id that came before leaves its order out of `placed`, and with it everything else.
  const rows = await sql<{ order_id: string }[]>`
    with placed as (
      insert into orders (order_id, customer_id, request_id, request_fingerprint, state, items, currency, subtotal_minor, coupon_code, created_at)
      select order_id, customer_id, request_id, decode(request_fingerprint, 'hex'), state, items::jsonb, currency, subtotal_minor, coupon_code, created_at
      from unnest(
        ${orders.map(({ order }) => order.orderId)}::uuid[], ${orders.map(({ order }) => order.customerId)}::uuid[],
        ${orders.map(({ requestId }) => requestId)}::uuid[],
        ${orders.map(({ fingerprint }) => fingerprint.toString("hex"))}::text[],
        ${orders.map(({ order }) => order.state)}::text[], ${items.map((list) => JSON.stringify(list))}::text[],
        ${orders.map(({ order }) => order.subtotal.currency)}::text[],
        ${orders.map(({ order }) => String(order.subtotal.minor))}::bigint[],
        ${orders.map(({ order }) => order.couponCode)}::text[],
        ${orders.map(({ order }) => order.createdAt.toISOString())}::timestamptz[]
      ) as new (order_id, customer_id, request_id, request_fingerprint, state, items, currency, subtotal_minor, coupon_code, created_at)
      on conflict (customer_id, request_id) do nothing returning order_id, customer_id, created_at
    ), saga as (${insertSagas(
      sql,
      orders.map(({ saga }) => saga),
      owner,
      sql`select order_id from placed`,
    )}),
    event as (${appendEvents(
      sql,
      orders.map(({ event }) => event),
      sql`select from placed where event.subject like '%.' || placed.order_id`,
    )}),
    products as (
      insert into order_products (customer_id, product_id, created_at, order_id)
      select distinct customer_id, product_id, created_at, order_id
      from placed join unnest(
        ${lines.map(([orderId]) => orderId!)}::uuid[], ${lines.map(([, productId]) => productId!)}::uuid[]
      ) as line (order_id, product_id) using (order_id)),
    history as (
      insert into order_history (order_id, type, occurred_at) select order_id, ${PLACED}, created_at from placed)
    select order_id from placed`;
  return new Set(rows.map((row) => row.order_id));
}
