// A customer's orders, newest first, a page at a time. Whatever they are filtered by, an index leads to the page: to one customer's
// orders, of one product, or in each of the states that are asked for.
import type { Database } from "@meshmart/kit/database";
import type { Order, OrderState } from "./order.ts";
import { ORDER_COLUMNS, type OrderRow, toOrder } from "./order-row.ts";

export interface OrderFilter {
  readonly customerId: string;
  /** Empty: in any state. */
  readonly states: readonly OrderState[];
  /** Undefined: with any product. */
  readonly productId: string | undefined;
  /** Placed at this time or later. */
  readonly start: Date;
  /** Placed before this time. */
  readonly end: Date;
  /** Beginning after this one; undefined: with the newest. */
  readonly after: { readonly createdAt: string; readonly orderId: string } | undefined;
}

export async function listOrders(sql: Database, filter: OrderFilter, limit: number): Promise<Order[]> {
  const { customerId, states, productId, start, end, after } = filter;
  const within = sql`
    customer_id = ${customerId} and created_at >= ${start} and created_at < ${end}
    ${after ? sql`and (created_at, order_id) < (${after.createdAt}::timestamptz, ${after.orderId}::uuid)` : sql``}`;
  const newest = sql`order by created_at desc, order_id desc limit ${limit}`;
  const columns = sql(ORDER_COLUMNS.map((column) => `orders.${column}`));
  if (productId !== undefined) {
    const rows = await sql<OrderRow[]>`
      select ${columns}
      from (select order_id, created_at from order_products where product_id = ${productId} and ${within}) as bought
      join orders on orders.order_id = bought.order_id
      ${states.length > 0 ? sql`where orders.state = any(${states as OrderState[]}::text[])` : sql``}
      order by bought.created_at desc, bought.order_id desc limit ${limit}`;
    return rows.map(toOrder);
  }
  if (states.length > 0) {
    const rows = await sql<OrderRow[]>`
      select ${columns} from unnest(${states as OrderState[]}::text[]) as wanted (wanted_state)
      cross join lateral (select * from orders where state = wanted_state and ${within} ${newest}) as orders
      ${newest}`;
    return rows.map(toOrder);
  }
  const rows = await sql<OrderRow[]>`select ${columns} from orders where ${within} ${newest}`;
  return rows.map(toOrder);
}
