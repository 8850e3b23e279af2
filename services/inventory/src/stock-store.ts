// Stock in PostgreSQL. A change locks the order's reservation first and its products after, in one order for all, and commits them
// together with the events that tell of it.
import { type Database, inTransaction, isUniqueViolation, type Transaction } from "@meshmart/kit/database";
import { appendEvents } from "@meshmart/kit/outbox";
import {
  commit,
  type Item,
  inLockOrder,
  notReserved,
  type Reservation,
  release,
  reservationReleased,
  reserve,
  type Stock,
} from "./stock.ts";
import { stockChanged } from "./stock-events.ts";

export interface StockStore {
  find(productId: string): Promise<Stock | undefined>;
  reserve(orderId: string, items: readonly Item[]): Promise<void>;
  commit(orderId: string): Promise<void>;
  release(orderId: string): Promise<void>;
}

interface StockRow {
  readonly product_id: string;
  readonly on_hand: number;
  readonly reserved: number;
  readonly low_at: number;
  readonly version: bigint;
}

/** `onCommit` is called after each commit that appended events. */
export function createStockStore(sql: Database, onCommit: () => void): StockStore {
  const change = async (orderId: string, work: (tx: Transaction, held: Reservation | undefined) => Promise<void>) => {
    try {
      await inTransaction(sql, async (tx) => {
        const [row] = await tx<Reservation[]>`
          select order_id as "orderId", state, items from reservations where order_id = ${orderId} for update`;
        await work(tx, row);
      });
      onCommit();
    } catch (error) {
      // Another call for the same order committed its first row between our look and our write: now there is one to look at.
      if (!isUniqueViolation(error, "reservations_pkey")) throw error;
      await change(orderId, work);
    }
  };

  return {
    async find(productId) {
      const [row] = await sql<
        StockRow[]
      >`select product_id, on_hand, reserved, low_at, version from stock where product_id = ${productId}`;
      return row && toStock(row);
    },

    reserve: (orderId, items) =>
      change(orderId, async (tx, held) => {
        if (held?.state === "RELEASED") throw reservationReleased(orderId);
        if (held) return;
        const wanted = inLockOrder(items);
        const stock = await lock(tx, wanted);
        const after = wanted.map((item) => reserve(stock.get(item.productId), item));
        await write(
          tx,
          after,
          tx`
          insert into reservations (order_id, state, items) values (${orderId}, 'RESERVED', ${tx.json(wanted as never)})`,
        );
      }),

    commit: (orderId) =>
      change(orderId, async (tx, held) => {
        if (held?.state === "COMMITTED") return;
        if (held?.state !== "RESERVED") throw notReserved(orderId);
        const stock = await lock(tx, held.items);
        const after = held.items.map((item) => commit(stock.get(item.productId)!, item));
        await write(
          tx,
          after,
          tx`update reservations set state = 'COMMITTED', updated_at = now() where order_id = ${orderId}`,
        );
      }),

    release: (orderId) =>
      change(orderId, async (tx, held) => {
        if (held?.state === "RELEASED") return;
        if (!held) {
          // Whoever reserves for this order while we commit this waits for the key, finds the tombstone, and is refused.
          await tx`insert into reservations (order_id, state, items) values (${orderId}, 'RELEASED', '[]')`;
          return;
        }
        const stock = await lock(tx, held.items);
        const after = held.items.map((item) => release(stock.get(item.productId)!, item, held.state));
        await write(
          tx,
          after,
          tx`update reservations set state = 'RELEASED', updated_at = now() where order_id = ${orderId}`,
        );
      }),
  };
}

async function lock(tx: Transaction, items: readonly Item[]): Promise<Map<string, Stock>> {
  const rows = await tx<StockRow[]>`
    select product_id, on_hand, reserved, low_at, version from stock
    where product_id = any(${items.map(({ productId }) => productId)}::uuid[])
    order by product_id for update`;
  return new Map(rows.map((row) => [row.product_id, toStock(row)]));
}

/** Writes the stock, the reservation and the events in one statement. */
async function write(tx: Transaction, stock: readonly Stock[], reservation: ReturnType<Transaction>): Promise<void> {
  await tx`
    with reservation as (${reservation}), event as (${appendEvents(tx, stock.map(stockChanged))})
    update stock set on_hand = new.on_hand, reserved = new.reserved, version = new.version
    from unnest(
      ${stock.map(({ productId }) => productId)}::uuid[], ${stock.map(({ onHand }) => String(onHand))}::int[],
      ${stock.map(({ reserved }) => String(reserved))}::int[], ${stock.map(({ version }) => String(version))}::bigint[]
    ) as new (product_id, on_hand, reserved, version)
    where stock.product_id = new.product_id`;
}

function toStock(row: StockRow): Stock {
  return {
    productId: row.product_id,
    onHand: row.on_hand,
    reserved: row.reserved,
    lowAt: row.low_at,
    version: row.version,
  };
}
