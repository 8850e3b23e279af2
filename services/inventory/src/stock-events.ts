// What inventory publishes: each change of a product's stock, as its whole new state.
import { StockChangedSchema } from "@meshmart/gen/meshmart/inventory/v1/inventory_events_pb";
import { type EncodedEvent, encodeEvent } from "@meshmart/kit/events";
import { available, isLow, type Stock } from "./stock.ts";

export function stockChanged(stock: Stock): EncodedEvent {
  const { productId, onHand, reserved, version } = stock;
  return encodeEvent(StockChangedSchema, {
    productId,
    onHand,
    reserved,
    available: available(stock),
    low: isLow(stock),
    version,
  });
}
