// The contract's handlers.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { InventoryService, StockSchema } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { available, isLow, notStocked, type Stock } from "./stock.ts";
import type { StockStore } from "./stock-store.ts";

export function createInventoryRpc(store: StockStore): ServiceImpl<typeof InventoryService> {
  return {
    async getStock({ productId }) {
      const stock = await store.find(productId);
      if (!stock) throw notStocked(productId);
      return { stock: toMessage(stock) };
    },
    async setStock({ productId, onHand, lowAt, expectedOnHand }) {
      return { stock: toMessage(await store.set(productId, { onHand, lowAt, expectedOnHand })) };
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

function toMessage(stock: Stock): MessageInitShape<typeof StockSchema> {
  const { productId, onHand, reserved } = stock;
  return { productId, onHand, reserved, available: available(stock), low: isLow(stock) };
}
