// Stock in PostgreSQL. Calls that come at the same time are settled in one transaction (settlement.ts), each by itself: what one of
// them is refused, the next one may get.
import { createBatcher } from "@meshmart/kit/batcher";
import { type CallContext, currentCall } from "@meshmart/kit/call-context";
import type { Database, Transaction } from "@meshmart/kit/database";
import { appendEvents } from "@meshmart/kit/outbox";
import { type Call, type StockRow, settle, toStock } from "./settlement.ts";
import {
  type Count,
  commitItems,
  type Item,
  inLockOrder,
  releaseItems,
  reserveItems,
  type Stock,
  setOnHand,
} from "./stock.ts";
import { stockChanged } from "./stock-events.ts";

const MAX_BATCH = 50;

export interface StockStore {
  find(productId: string): Promise<Stock | undefined>;
  /** Answers with the stock as it is then. A product that was not stocked is from now on. */
  set(productId: string, count: Count): Promise<Stock>;
  reserve(orderId: string, items: readonly Item[]): Promise<void>;
  commit(orderId: string): Promise<void>;
  release(orderId: string): Promise<void>;
}

/** `onCommit` is called after each commit that appended events. */
export function createStockStore(sql: Database, onCommit: () => void): StockStore {
  const settleTogether = createBatcher<Call, unknown>(async (calls) => {
    const { refusals, hasEvents } = await settle(sql, calls);
    if (hasEvents) onCommit();
    return refusals;
  }, MAX_BATCH);
  const carryOut = async (id: string, items: readonly Item[], decide: Call["decide"]) => {
    const context: CallContext | undefined = currentCall();
    // As the database writes it: a UUID may come in upper case.
    const refusal = await settleTogether({ orderId: id.toLowerCase(), items, decide, context });
    if (refusal) throw refusal;
  };

  return {
    async find(productId) {
      const [row] = await sql<
        StockRow[]
      >`select product_id, on_hand, reserved, low_at, version from stock where product_id = ${productId}`;
      return row && toStock(row);
    },
    async set(productId, count) {
      const stock = await sql.begin((tx) => setIn(tx, productId, count));
      onCommit();
      return stock;
    },
    reserve(orderId, items) {
      const wanted = inLockOrder(items);
      return carryOut(orderId, wanted, (held, find) => reserveItems(orderId, wanted, held, find));
    },
    commit: (orderId) => carryOut(orderId, [], (held, find) => commitItems(orderId, held, find)),
    release: (orderId) => carryOut(orderId, [], (held, find) => releaseItems(orderId, held, find)),
  };
}

async function setIn(tx: Transaction, productId: string, count: Count): Promise<Stock> {
  // There is a row to lock in any case; a refusal undoes it.
  await tx`insert into stock (product_id, on_hand, version) values (${productId}, 0, 0) on conflict (product_id) do nothing`;
  const [row] = await tx<StockRow[]>`
    select product_id, on_hand, reserved, low_at, version from stock where product_id = ${productId} for update`;
  const before = toStock(row!);
  const after = setOnHand(before, count);
  if (!after) return before;
  await tx`
    with event as (${appendEvents(tx, [stockChanged(after)])})
    update stock set on_hand = ${after.onHand}, low_at = ${after.lowAt}, version = ${String(after.version)}
    where product_id = ${productId}`;
  return after;
}
