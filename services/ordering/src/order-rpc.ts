// The contract's handlers.
import { type Timestamp, timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import { Order_State, type OrderingService, SagaStep_State } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { customerOf } from "@meshmart/kit/caller";
import { toWire } from "@meshmart/kit/money";
import { decodePageToken, keyParts, pageSizeOf, toPage } from "@meshmart/kit/page-token";
import { isFinal, type Order, type OrderState, totalOf } from "./order.ts";
import { type Caller, customerToServe, mustBeAllowed } from "./order-access.ts";
import type { OrderDetails, OrderStore } from "./order-store.ts";
import { type PlaceOrderParts, placeOrder } from "./place-order.ts";
import type { OrderWatch } from "./watch.ts";

export function createOrderingRpc(parts: PlaceOrderParts, watch: OrderWatch): ServiceImpl<typeof OrderingService> {
  const { store } = parts;
  return {
    async placeOrder(request, context) {
      const customerId = customerToServe(customerOf(context), request.customerId);
      return { order: toDetailed(await placeOrder(parts, customerId, request)) };
    },
    async getOrder({ orderId }, context) {
      return { order: toDetailed(await mustFind(store, customerOf(context), orderId)) };
    },
    async listOrders(request, context) {
      const { pageSize, pageToken, states, productId, startTime, endTime } = request;
      const customerId = customerToServe(customerOf(context), request.customerId, { staffMayNameOthers: true });
      const size = pageSizeOf(pageSize);
      const [createdAt, orderId] = decodePageToken(pageToken, 2, [keyParts.time, keyParts.uuid]) ?? [];
      const after = createdAt !== undefined && orderId !== undefined ? { createdAt, orderId } : undefined;
      const filter = {
        customerId,
        states: states.map((state) => Order_State[state] as OrderState),
        productId: productId || undefined,
        start: notBefore(startTime) ?? FIRST_TIME,
        end: notBefore(endTime) ?? LAST_TIME,
        after,
      };
      const found = await store.list(filter, size + 1);
      const { rows, nextPageToken } = toPage(found, size, (order) => [order.createdAt.toISOString(), order.orderId]);
      return { orders: rows.map(toMessage), nextPageToken };
    },
    async cancelOrder({ orderId }, context) {
      const caller = customerOf(context);
      const owner = await store.findOwner(orderId);
      mustBeAllowed(caller, orderId, owner);
      await store.requestCancellation(orderId, caller.customerId === owner ? "" : "by staff");
      parts.sagas.nudge();
      return { order: toDetailed(await mustFind(store, caller, orderId)) };
    },
    async *watchOrder({ orderId }, context) {
      const caller = customerOf(context);
      const { signal } = context;
      for (let last = ""; !signal.aborted; ) {
        // Asked for before looking: a change during the look is not missed.
        const change = watch.next(orderId, signal);
        const details = await mustFind(store, caller, orderId);
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

async function mustFind(store: OrderStore, caller: Caller, orderId: string): Promise<OrderDetails> {
  const details = await store.find(orderId);
  mustBeAllowed(caller, orderId, details?.order.customerId);
  return details!;
}

const FIRST_TIME = new Date("0001-01-01T00:00:00Z");
const LAST_TIME = new Date("9999-12-31T23:59:59Z");

/** The first millisecond that is not before it: orders are placed at whole ones. A time beyond all dates is the last of them. */
function notBefore(time: Timestamp | undefined): Date | undefined {
  if (!time) return undefined;
  const ms = Number(time.seconds) * 1000 + Math.ceil(time.nanos / 1e6);
  return new Date(Math.min(Math.max(ms, FIRST_TIME.getTime()), LAST_TIME.getTime()));
}

function toMessage(order: Order) {
  const { state, items, subtotal, shippingPrice, discount, createdAt, ...rest } = order;
  const total = totalOf(order);
  return {
    ...rest,
    state: Order_State[state],
    items: items.map(({ unitPrice, ...item }) => ({ ...item, unitPrice: toWire(unitPrice) })),
    subtotal: toWire(subtotal),
    ...(shippingPrice && { shippingPrice: toWire(shippingPrice) }),
    ...(discount && { discount: toWire(discount) }),
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
