// The order's history as shipping's events tell it, and the states that follow from it.
import type { Transaction } from "@meshmart/kit/database";
import type { OrderState } from "./order.ts";

export interface ParcelNews {
  readonly orderId: string;
  readonly type: string;
  readonly detail: string;
  readonly at: Date;
  /** The state that the order is in from then on. */
  readonly state?: OrderState;
}

/** Adds entries, and moves orders forward: never backward, and never one that was cancelled. */
export async function recordParcelNews(tx: Transaction, news: readonly ParcelNews[]): Promise<void> {
  await tx`
    insert into order_history (order_id, type, detail, occurred_at)
    select * from unnest(
      ${news.map(({ orderId }) => orderId)}::uuid[], ${news.map(({ type }) => type)}::text[],
      ${news.map(({ detail }) => detail)}::text[], ${news.map(({ at }) => at.toISOString())}::timestamptz[])`;
  const moves = news.filter(({ state }) => state !== undefined);
  if (moves.length === 0) return;
  await tx`
    update orders set state = news.state, updated_at = now()
    from unnest(${moves.map(({ orderId }) => orderId)}::uuid[], ${moves.map(({ state }) => state!)}::text[]) as news (order_id, state)
    where orders.order_id = news.order_id and (
      (news.state = 'SHIPPED' and orders.state in ('PENDING', 'CONFIRMED')) or
      (news.state = 'DELIVERED' and orders.state in ('PENDING', 'CONFIRMED', 'SHIPPED')))`;
}
