// What cart reacts to: an order that is paid for takes what was bought out of its customer's cart. The cart itself knows which orders
// it has seen, so an event may come twice.
import { type OrderConfirmed, OrderConfirmedSchema } from "@meshmart/gen/meshmart/ordering/v1/ordering_events_pb";
import { type IdempotentHandler, onEach } from "@meshmart/kit/idempotent-consumer";
import { type BoughtLine, removeBought } from "./cart.ts";
import { type CartStore, customerKey } from "./cart-store.ts";

export function orderHandlers(store: CartStore): readonly IdempotentHandler[] {
  return [
    onEach(OrderConfirmedSchema, async ({ message, time }) => {
      const purchase = { orderId: message.orderId, bought: linesOf(message), at: time.getTime() };
      await store.change(customerKey(message.customerId), (cart) => removeBought(cart, purchase));
    }),
  ];
}

/** An event from before lines were told says only which products, all of their pieces; one from before sellers not in which way. */
function linesOf({ productIds, items }: OrderConfirmed): BoughtLine[] {
  if (items.length === 0)
    return productIds.map((id) => ({ productId: id.toLowerCase(), quantity: Number.POSITIVE_INFINITY }));
  return items.map(({ productId, purchaseOptionId, sellerId, quantity }) => ({
    productId: productId.toLowerCase(),
    quantity,
    ...(purchaseOptionId && { purchaseOptionId, sellerId }),
  }));
}
