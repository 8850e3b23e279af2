// Orders in PostgreSQL.
import type { Database } from "@meshmart/kit/database";
import type { StepEntry } from "@meshmart/kit/saga";
import { notCancellable, type Order, totalOf } from "./order.ts";
import { addHistory, beginCancellation } from "./order-changes.ts";
import { listOrders, type OrderFilter } from "./order-list.ts";
import { createPlacing, type NewOrder } from "./order-placing.ts";
import { ORDER_COLUMNS, type OrderRow, toOrder } from "./order-row.ts";

export interface PlacedOrder {
  readonly orderId: string;
  readonly fingerprint: Buffer;
}

export interface HistoryEntry {
  readonly type: string;
  readonly detail: string;
  readonly at: Date;
}

export interface OrderDetails {
  readonly order: Order;
  readonly steps: readonly (StepEntry & { readonly saga: string })[];
  readonly history: readonly HistoryEntry[];
}

export interface OrderStore {
  /** Another customer's request with the same id is another request. */
  findByRequestId(customerId: string, requestId: string): Promise<PlacedOrder | undefined>;
  /** Writes the order, its saga, its history and its event, all or none. False: its customer used the request_id before. */
  place(order: NewOrder): Promise<boolean>;
  find(orderId: string): Promise<OrderDetails | undefined>;
  /** Newest first. */
  list(filter: OrderFilter, limit: number): Promise<Order[]>;
  /** Undefined: there is no such order. */
  findOwner(orderId: string): Promise<string | undefined>;
  /** Asks for an order that there is to be called off. `detail` says in its history who asked, unless it was the customer. */
  requestCancellation(orderId: string, detail: string): Promise<void>;
}

/** `owner` drives the sagas of the orders that it places. */
export function createOrderStore(sql: Database, owner: string): OrderStore {
  const columns = sql(ORDER_COLUMNS);
  return {
    async findByRequestId(customerId, requestId) {
      const [row] = await sql<PlacedOrder[]>`
        select order_id as "orderId", request_fingerprint as fingerprint from orders
        where customer_id = ${customerId} and request_id = ${requestId}`;
      return row;
    },

    place: createPlacing(sql, owner),

    async find(orderId) {
      const [row] = await sql<
        (OrderRow & {
          sagas: { kind: string; steps: StepEntry[]; shipping: string | null; discount: string | null }[];
          history: StoredEntry[];
        })[]
      >`
        select ${columns}, (
            select coalesce(json_agg(json_build_object('kind', kind, 'steps', steps, 'shipping', data->'shippingMinor', 'discount', data->'discountMinor') order by created_at), '[]')
            from sagas where saga_id in (orders.order_id, orders.cancellation_saga_id)
          ) as sagas, (
            select coalesce(json_agg(json_build_object('type', type, 'detail', detail, 'at', occurred_at) order by occurred_at, entry), '[]')
            from order_history where order_history.order_id = orders.order_id
          ) as history
        from orders where order_id = ${orderId}`;
      if (!row) return undefined;
      const order = toOrder(row);
      const learnt = (minor: string | null | undefined) =>
        typeof minor === "string" ? { currency: row.currency, minor: BigInt(minor) } : undefined;
      return {
        // While the checkout runs, what it has learnt so far is in its saga.
        order: {
          ...order,
          shippingPrice: order.shippingPrice ?? learnt(row.sagas[0]?.shipping),
          discount: order.discount ?? learnt(row.sagas[0]?.discount),
        },
        steps: row.sagas.flatMap(({ kind, steps }) => steps.map((step) => ({ ...step, saga: sagaNameOf(kind) }))),
        history: row.history.map(({ type, detail, at }) => ({ type, detail, at: new Date(at) })),
      };
    },

    list: (filter, limit) => listOrders(sql, filter, limit),

    async findOwner(orderId) {
      const [row] = await sql<{ customer_id: string }[]>`select customer_id from orders where order_id = ${orderId}`;
      return row?.customer_id;
    },

    async requestCancellation(orderId, detail) {
      await sql.begin(async (tx) => {
        // The saga before the order, as the saga's own end does: so the two never wait for each other.
        await tx`update sagas set cancel_requested = true where saga_id = ${orderId} and state = 'RUNNING'`;
        const [locked] = await tx<OrderRow[]>`
          select ${columns} from orders where order_id = ${orderId} for update`;
        const row = locked!;
        if (row.state === "CANCELLED" || row.cancellation_requested) return;
        if (row.state === "PENDING")
          await tx`update orders set cancellation_requested = true, updated_at = now() where order_id = ${orderId}`;
        else if (row.state === "CONFIRMED") {
          const sale = {
            orderId: row.order_id,
            customerId: row.customer_id,
            isFree: totalOf(toOrder(row))?.minor === 0n,
          };
          await beginCancellation(tx, sale, row.coupon_code !== "");
        } else throw notCancellable({ orderId, state: row.state });
        await addHistory(tx, "CancellationRequested", [{ orderId, detail }]);
      });
    },
  };
}

/** What customers call it: to them a checkout is a checkout, whichever steps it has. */
export function sagaNameOf(kind: string): string {
  return kind.replace(/_with_coupon$/, "");
}

interface StoredEntry {
  readonly type: string;
  readonly detail: string;
  readonly at: string;
}
