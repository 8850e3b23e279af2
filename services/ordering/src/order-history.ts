// The order's history as shipping's events tell it, and the states that follow from it.
import type { Transaction } from "@meshmart/kit/database";
import { appendEvents } from "@meshmart/kit/outbox";
import type { OrderState } from "./order.ts";
import { orderDelivered } from "./order-events.ts";
import type { StoredItem } from "./order-row.ts";

export interface ParcelNews {
  readonly orderId: string;
  readonly type: string;
  readonly detail: string;
  readonly at: Date;
  /** The state that the order is in from then on. */
  readonly state?: OrderState;
}

/**
 * Adds entries, and moves orders forward: never backward, and never one that was cancelled. An order that arrives by it is told of,
 * in the same transaction.
 */
export async function recordParcelNews(tx: Transaction, news: readonly ParcelNews[]): Promise<void> {
  await tx`
    insert into order_history (order_id, type, detail, occurred_at)
    select * from unnest(
      ${news.map(({ orderId }) => orderId)}::uuid[], ${news.map(({ type }) => type)}::text[],
      ${news.map(({ detail }) => detail)}::text[], ${news.map(({ at }) => at.toISOString())}::timestamptz[])`;
  const moves = news.filter(({ state }) => state !== undefined);
  if (moves.length === 0) return;
  const moved = await tx<{ order_id: string; customer_id: string; state: OrderState; items: readonly StoredItem[] }[]>`
    update orders set state = news.state, updated_at = now()
    from unnest(${moves.map(({ orderId }) => orderId)}::uuid[], ${moves.map(({ state }) => state!)}::text[]) as news (order_id, state)
    where orders.order_id = news.order_id and (
      (news.state = 'SHIPPED' and orders.state in ('PENDING', 'CONFIRMED')) or
      (news.state = 'DELIVERED' and orders.state in ('PENDING', 'CONFIRMED', 'SHIPPED')))
    returning orders.order_id, orders.customer_id, orders.state, orders.items`;
  // A second scan of the same parcel changes nothing.
  const arrivals = new Map(moves.toReversed().map(({ orderId, at }) => [orderId.toLowerCase(), at]));
  const events = moved
    .filter(({ state }) => state === "DELIVERED")
    .map(({ order_id, customer_id, items }) =>
      orderDelivered(
        order_id,
        customer_id,
        items.map(({ productId }) => productId),
        arrivals.get(order_id)!,
      ),
    );
  if (events.length > 0) await appendEvents(tx, events);
}
