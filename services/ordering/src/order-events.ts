// What ordering publishes, and what it reacts to: the parcel's way, for the order's state and history.
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  OrderCancelledSchema,
  OrderConfirmedSchema,
  OrderDeliveredSchema,
  OrderPlacedSchema,
} from "@meshmart/gen/meshmart/ordering/v1/ordering_events_pb";
import {
  ShipmentBookedSchema,
  ShipmentCancelledSchema,
  ShipmentDeliveredSchema,
  ShipmentDispatchedSchema,
} from "@meshmart/gen/meshmart/shipping/v1/shipping_events_pb";
import { type EventHandler, on } from "@meshmart/kit/consumer";
import { type EncodedEvent, encodeEvent } from "@meshmart/kit/events";
import { type Money, toWire } from "@meshmart/kit/money";
import type { BoughtLine, Order } from "./order.ts";
import { type ParcelNews, recordParcelNews } from "./order-history.ts";

export function orderPlaced({ orderId, customerId, subtotal }: Order): EncodedEvent {
  return encodeEvent(OrderPlacedSchema, { orderId, customerId, subtotal: toWire(subtotal) });
}

export function orderConfirmed(
  orderId: string,
  customerId: string,
  total: Money,
  items: readonly BoughtLine[],
): EncodedEvent {
  const productIds = [...new Set(items.map(({ productId }) => productId))];
  return encodeEvent(OrderConfirmedSchema, {
    orderId,
    customerId,
    total: toWire(total),
    productIds,
    items: [...items],
  });
}

export function orderCancelled(orderId: string, customerId: string, reason: string): EncodedEvent {
  return encodeEvent(OrderCancelledSchema, { orderId, customerId, reason });
}

/** `at`: when the parcel arrived. */
export function orderDelivered(orderId: string, customerId: string, productIds: string[], at: Date): EncodedEvent {
  const deliveryTime = timestampFromDate(at);
  return encodeEvent(OrderDeliveredSchema, { orderId, customerId, productIds: [...new Set(productIds)], deliveryTime });
}

/** `onChange` is told of each order that the parcel's news are about. */
export function shippingHandlers(onChange: (orderId: string) => void): readonly EventHandler[] {
  const record = async (tx: Parameters<EventHandler["handle"]>[0], news: readonly ParcelNews[]) => {
    await recordParcelNews(tx, news);
    for (const { orderId } of news) onChange(orderId);
  };
  return [
    on(ShipmentBookedSchema, (tx, events) =>
      record(
        tx,
        events.map(({ message, time }) => ({
          orderId: message.orderId,
          type: "ShipmentBooked",
          detail: message.trackingNumber,
          at: time,
        })),
      ),
    ),
    on(ShipmentCancelledSchema, (tx, events) =>
      record(
        tx,
        events.map(({ message, time }) => ({
          orderId: message.orderId,
          type: "ShipmentCancelled",
          detail: "",
          at: time,
        })),
      ),
    ),
    on(ShipmentDispatchedSchema, (tx, events) =>
      record(
        tx,
        events.map(({ message, time }) => {
          const at = message.dispatchTime ? timestampDate(message.dispatchTime) : time;
          return {
            orderId: message.orderId,
            type: "ShipmentDispatched",
            detail: message.trackingNumber,
            at,
            state: "SHIPPED",
          };
        }),
      ),
    ),
    on(ShipmentDeliveredSchema, (tx, events) =>
      record(
        tx,
        events.map(({ message, time }) => {
          const at = message.deliveryTime ? timestampDate(message.deliveryTime) : time;
          return { orderId: message.orderId, type: "ShipmentDelivered", detail: "", at, state: "DELIVERED" };
        }),
      ),
    ),
  ];
}
