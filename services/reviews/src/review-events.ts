// What reviews reacts to: orders that arrived, by which it knows who received what. What it publishes: each change of a rating.
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { OrderDeliveredSchema } from "@meshmart/gen/meshmart/ordering/v1/ordering_events_pb";
import { RatingChangedSchema } from "@meshmart/gen/meshmart/reviews/v1/reviews_events_pb";
import { type EventHandler, on } from "@meshmart/kit/consumer";
import { type EncodedEvent, encodeEvent } from "@meshmart/kit/events";
import { averageOf, type Rating } from "./rating.ts";
import { addReceipts } from "./receipt-store.ts";

export const deliveryHandlers: readonly EventHandler[] = [
  on(OrderDeliveredSchema, (tx, events) =>
    addReceipts(
      tx,
      events.flatMap(({ time, message: { customerId, orderId, productIds, deliveryTime } }) =>
        productIds.map((productId) => ({
          customerId,
          productId,
          orderId,
          receivedAt: deliveryTime ? timestampDate(deliveryTime) : time,
        })),
      ),
    ),
  ),
];

export function ratingChanged(rating: Rating): EncodedEvent {
  const { productId, reviewCount, version } = rating;
  return encodeEvent(RatingChangedSchema, { productId, reviewCount, averageStars: averageOf(rating), version });
}
