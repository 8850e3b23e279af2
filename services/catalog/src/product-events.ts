// What catalog reacts to: inventory's stock, for the availability that it shows, and reviews' ratings, for the stars. What it publishes:
// each change of a product, and when its availability changes.
import {
  ProductAvailabilityChangedSchema,
  ProductChangedSchema,
} from "@meshmart/gen/meshmart/catalog/v1/catalog_events_pb";
import { StockChangedSchema } from "@meshmart/gen/meshmart/inventory/v1/inventory_events_pb";
import { RatingChangedSchema } from "@meshmart/gen/meshmart/reviews/v1/reviews_events_pb";
import { type EventHandler, on } from "@meshmart/kit/consumer";
import { type EncodedEvent, encodeEvent } from "@meshmart/kit/events";
import { updateAvailability, updateRatings } from "./product-copies.ts";

export interface StockLevel {
  readonly productId: string;
  readonly available: boolean;
  readonly version: bigint;
}

export interface Rating {
  readonly productId: string;
  readonly averageStars: number;
  readonly reviewCount: number;
  readonly version: bigint;
}

export const availabilityHandlers: readonly EventHandler[] = [
  on(StockChangedSchema, (tx, events) =>
    updateAvailability(
      tx,
      events.map(({ message: { productId, available, version } }) => ({
        productId,
        available: available > 0,
        version,
      })),
    ),
  ),
];

export const ratingHandlers: readonly EventHandler[] = [
  on(RatingChangedSchema, (tx, events) =>
    updateRatings(
      tx,
      events.map(({ message }) => message),
    ),
  ),
];

export function productChangedEvent(product: {
  readonly productId: string;
  readonly title: string;
  readonly category: string;
  readonly version: bigint;
}): EncodedEvent {
  const { productId, title, category, version } = product;
  return encodeEvent(ProductChangedSchema, { productId, title, category, version });
}

export function availabilityChanged(productId: string, available: boolean): EncodedEvent {
  return encodeEvent(ProductAvailabilityChangedSchema, { productId, available });
}
