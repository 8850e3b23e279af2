// What cart reacts to: an order that is paid for takes what was bought out of its customer's cart. The cart itself knows which orders
// it has seen, so an event may come twice.
import { type OrderConfirmed, OrderConfirmedSchema } from "@meshmart/gen/meshmart/ordering/v1/ordering_events_pb";
import { type IdempotentHandler, onEach } from "@meshmart/kit/idempotent-consumer";
import { removeBought } from "./cart.ts";
import { type CartStore, customerKey } from "./cart-store.ts";

export function orderHandlers(store: CartStore): readonly IdempotentHandler[] {
  return [
    onEach(OrderConfirmedSchema, async ({ message, time }) => {
      const purchase = { orderId: message.orderId, pieces: piecesOf(message), at: time.getTime() };
      await store.change(customerKey(message.customerId), (cart) => removeBought(cart, purchase));
    }),
  ];
}

/** By product. An event from before lines were told says only which products: then all of their pieces. */
function piecesOf({ productIds, items }: OrderConfirmed): Map<string, number> {
  const pieces = new Map(items.length > 0 ? [] : productIds.map((id) => [id.toLowerCase(), Number.POSITIVE_INFINITY]));
  for (const { productId, quantity } of items) {
    const id = productId.toLowerCase();
    pieces.set(id, (pieces.get(id) ?? 0) + quantity);
  }
  return pieces;
}
