// Stock in PostgreSQL. Calls that come at the same time are settled in one transaction (settlement.ts), each by itself: what one of
// them is refused, the next one may get.
import { createBatcher } from "@meshmart/kit/batcher";
import { type CallContext, currentCall } from "@meshmart/kit/call-context";
import type { Database } from "@meshmart/kit/database";
import { type Call, type StockRow, settle, toStock } from "./settlement.ts";
import { commitItems, type Item, inLockOrder, releaseItems, reserveItems, type Stock } from "./stock.ts";

const MAX_BATCH = 50;

export interface StockStore {
  find(productId: string): Promise<Stock | undefined>;
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
    reserve(orderId, items) {
      const wanted = inLockOrder(items);
      return carryOut(orderId, wanted, (held, find) => reserveItems(orderId, wanted, held, find));
    },
    commit: (orderId) => carryOut(orderId, [], (held, find) => commitItems(orderId, held, find)),
    release: (orderId) => carryOut(orderId, [], (held, find) => releaseItems(orderId, held, find)),
  };
}
