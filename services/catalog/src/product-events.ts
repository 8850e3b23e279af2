// What catalog reacts to: inventory's stock, for the availability that it shows. What it publishes: when that changes.
import { ProductAvailabilityChangedSchema } from "@meshmart/gen/meshmart/catalog/v1/catalog_events_pb";
import { StockChangedSchema } from "@meshmart/gen/meshmart/inventory/v1/inventory_events_pb";
import { type EventHandler, on } from "@meshmart/kit/consumer";
import { type EncodedEvent, encodeEvent } from "@meshmart/kit/events";
import { updateAvailability } from "./product-store.ts";

export interface StockLevel {
  readonly productId: string;
  readonly available: boolean;
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

export function availabilityChanged(productId: string, available: boolean): EncodedEvent {
  return encodeEvent(ProductAvailabilityChangedSchema, { productId, available });
}
