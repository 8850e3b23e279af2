// Settles calls in one transaction. It locks the orders' reservations first and their products after, each in one order for all
// instances, decides call by call in memory, and commits what has become of them together with the events that tell of it.
import { type CallContext, withCall } from "@meshmart/kit/call-context";
import type { Database, Transaction } from "@meshmart/kit/database";
import type { EncodedEvent } from "@meshmart/kit/events";
import { appendEvents } from "@meshmart/kit/outbox";
import { beginUntilNotOvertaken, Overtaken } from "@meshmart/kit/overtaken";
import type { Change, FindStock, Item, Reservation, Stock } from "./stock.ts";
import { stockChanged } from "./stock-events.ts";

/** What a call wants of an order's reservation. */
export interface Call {
  readonly orderId: string;
  /** What it wants to take, beside what the order holds. */
  readonly items: readonly Item[];
  /** Undefined: nothing to change. Throws to refuse. */
  readonly decide: (held: Reservation | undefined, find: FindStock) => Change | undefined;
  /** The events that it causes belong to its trace. */
  readonly context: CallContext | undefined;
}

export interface StockRow {
  readonly product_id: string;
  readonly on_hand: number;
  readonly reserved: number;
  readonly low_at: number;
  readonly version: bigint;
}

/** Answers with what each call is refused with; undefined where it is not. */
export function settle(sql: Database, calls: readonly Call[]): Promise<{ refusals: unknown[]; hasEvents: boolean }> {
  // Another instance may commit an order's first row between our look and our write: then there is one to look at.
  return beginUntilNotOvertaken(sql, "reservations_pkey", (tx) => settleIn(tx, calls));
}

async function settleIn(tx: Transaction, calls: readonly Call[]) {
  const before = await lockReservations(tx, calls);
  const stock = await lockStock(tx, [...calls, ...before.values()]);
  const reservations = new Map(before);
  const changed = new Set<string>();
  const events: EncodedEvent[] = [];
  const apply = ({ reservation, stock: after }: Change) => {
    events.push(...after.map(stockChanged));
    reservations.set(reservation.orderId, reservation);
    for (const one of after) {
      stock.set(one.productId, one);
      changed.add(one.productId);
    }
  };
  const refusals = calls.map(({ orderId, decide, context }) => {
    try {
      const change = decide(reservations.get(orderId), (productId) => stock.get(productId));
      if (change) withCall(context, () => apply(change));
      return undefined;
    } catch (refusal) {
      return refusal;
    }
  });
  // The refusal may be for stock that this very order has got, by the same call at another instance, while we waited for the product.
  const refused = calls.filter(({ orderId }, index) => refusals[index] && !before.has(orderId));
  if (refused.length > 0 && (await lockReservations(tx, refused)).size > 0) throw new Overtaken();
  const written = [...reservations.values()].filter((one) => before.get(one.orderId) !== one);
  const after = [...changed].map((productId) => stock.get(productId)!);
  if (written.length > 0) {
    // In one order for all instances: they may insert the same orders.
    const added = written
      .filter(({ orderId }) => !before.has(orderId))
      .sort((a, b) => (a.orderId < b.orderId ? -1 : 1));
    const moved = written.filter(({ orderId }) => before.has(orderId));
    await write(tx, { added, moved, stock: after, events });
  }
  return { refusals, hasEvents: events.length > 0 };
}

async function lockReservations(tx: Transaction, calls: readonly Call[]): Promise<Map<string, Reservation>> {
  const rows = await tx<Reservation[]>`
    select order_id as "orderId", state, items from reservations
    where order_id = any(${calls.map(({ orderId }) => orderId)}::uuid[]) order by order_id for update`;
  return new Map(rows.map((row) => [row.orderId, row]));
}

async function lockStock(tx: Transaction, of: readonly { items: readonly Item[] }[]): Promise<Map<string, Stock>> {
  const productIds = new Set(of.flatMap(({ items }) => items.map(({ productId }) => productId)));
  const rows = await tx<StockRow[]>`
    select product_id, on_hand, reserved, low_at, version from stock
    where product_id = any(${[...productIds]}::uuid[]) order by product_id for update`;
  return new Map(rows.map((row) => [row.product_id, toStock(row)]));
}

async function write(
  tx: Transaction,
  {
    added,
    moved,
    stock,
    events,
  }: {
    readonly added: readonly Reservation[];
    readonly moved: readonly Reservation[];
    readonly stock: readonly Stock[];
    readonly events: readonly EncodedEvent[];
  },
): Promise<void> {
  await tx`
    with added as (
      insert into reservations (order_id, state, items)
      select * from unnest(
        ${added.map(({ orderId }) => orderId)}::uuid[], ${added.map(({ state }) => state)}::text[],
        ${added.map(({ items }) => JSON.stringify(items))}::text[]::jsonb[])
    ), moved as (
      update reservations set state = new.state, updated_at = now()
      from unnest(${moved.map(({ orderId }) => orderId)}::uuid[], ${moved.map(({ state }) => state)}::text[]) as new (order_id, state)
      where reservations.order_id = new.order_id
    ), event as (${appendEvents(tx, events)})
    update stock set on_hand = new.on_hand, reserved = new.reserved, version = new.version
    from unnest(
      ${stock.map(({ productId }) => productId)}::uuid[], ${stock.map(({ onHand }) => String(onHand))}::int[],
      ${stock.map(({ reserved }) => String(reserved))}::int[], ${stock.map(({ version }) => String(version))}::bigint[]
    ) as new (product_id, on_hand, reserved, version)
    where stock.product_id = new.product_id`;
}

export function toStock(row: StockRow): Stock {
  return {
    productId: row.product_id,
    onHand: row.on_hand,
    reserved: row.reserved,
    lowAt: row.low_at,
    version: row.version,
  };
}
