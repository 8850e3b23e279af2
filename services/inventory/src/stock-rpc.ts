// The contract's handlers.
import type { ServiceImpl } from "@connectrpc/connect";
import type { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { available, isLow, notStocked } from "./stock.ts";
import type { StockStore } from "./stock-store.ts";

export function createInventoryRpc(store: StockStore): ServiceImpl<typeof InventoryService> {
  return {
    async getStock({ productId }) {
      const stock = await store.find(productId);
      if (!stock) throw notStocked(productId);
      const { onHand, reserved } = stock;
      return { stock: { productId, onHand, reserved, available: available(stock), low: isLow(stock) } };
    },
    async reserveStock({ orderId, items }) {
      await store.reserve(orderId, items);
      return {};
    },
    async commitStock({ orderId }) {
      await store.commit(orderId);
      return {};
    },
    async releaseStock({ orderId }) {
      await store.release(orderId);
      return {};
    },
  };
}
