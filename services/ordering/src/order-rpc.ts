// The contract's handlers.
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import { Order_State, type OrderingService, SagaStep_State } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { toWire } from "@meshmart/kit/money";
import { decodePageToken, keyParts, pageSizeOf, toPage } from "@meshmart/kit/page-token";
import { isFinal, type Order, orderNotFound, totalOf } from "./order.ts";
import type { OrderDetails, OrderStore } from "./order-store.ts";
import { type PlaceOrderParts, placeOrder } from "./place-order.ts";
import type { OrderWatch } from "./watch.ts";

export function createOrderingRpc(parts: PlaceOrderParts, watch: OrderWatch): ServiceImpl<typeof OrderingService> {
  const { store } = parts;
  return {
    async placeOrder(request) {
      return { order: toDetailed(await placeOrder(parts, request)) };
    },
    async getOrder({ orderId }) {
      return { order: toDetailed(await mustFind(store, orderId)) };
    },
    async listOrders({ customerId, pageSize, pageToken }) {
      const size = pageSizeOf(pageSize);
      const [createdAt, orderId] = decodePageToken(pageToken, 2, [keyParts.time, keyParts.uuid]) ?? [];
      const after = createdAt !== undefined && orderId !== undefined ? { createdAt, orderId } : undefined;
      const found = await store.list(customerId, after, size + 1);
      const { rows, nextPageToken } = toPage(found, size, (order) => [order.createdAt.toISOString(), order.orderId]);
      return { orders: rows.map(toMessage), nextPageToken };
    },
    async cancelOrder({ orderId }) {
      await store.requestCancellation(orderId);
      return { order: toDetailed(await mustFind(store, orderId)) };
    },
    async *watchOrder({ orderId }, { signal }) {
      for (let last = ""; !signal.aborted; ) {
        // Asked for before looking: a change during the look is not missed.
        const change = watch.next(orderId, signal);
        const details = await mustFind(store, orderId);
        const seen = JSON.stringify([
          details.order.state,
          details.order.cancellationRequested,
          details.steps,
          details.history,
        ]);
        if (seen !== last) yield { order: toDetailed(details) };
        if (isFinal(details.order)) return;
        last = seen;
        await change;
      }
    },
  };
}

async function mustFind(store: OrderStore, orderId: string): Promise<OrderDetails> {
  const details = await store.find(orderId);
  if (!details) throw orderNotFound(orderId);
  return details;
}

function toMessage(order: Order) {
  const { state, items, subtotal, shippingPrice, createdAt, ...rest } = order;
  const total = totalOf(order);
  return {
    ...rest,
    state: Order_State[state],
    items: items.map(({ unitPrice, ...item }) => ({ ...item, unitPrice: toWire(unitPrice) })),
    subtotal: toWire(subtotal),
    ...(shippingPrice && { shippingPrice: toWire(shippingPrice) }),
    ...(total && { total: toWire(total) }),
    createTime: timestampFromDate(createdAt),
  };
}

function toDetailed({ order, steps, history }: OrderDetails) {
  return {
    ...toMessage(order),
    sagaSteps: steps.map(({ saga, name, state, reason, at }) => ({
      saga,
      name,
      state: SagaStep_State[state],
      errorReason: reason ?? "",
      updateTime: timestampFromDate(new Date(at)),
    })),
    history: history.map(({ type, detail, at }) => ({ type, detail, occurTime: timestampFromDate(at) })),
  };
}
