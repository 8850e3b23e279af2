// What cart reacts to: an order that is paid for takes what was bought out of its customer's cart. The cart itself knows which orders
// it has seen, so an event may come twice.
import { OrderConfirmedSchema } from "@meshmart/gen/meshmart/ordering/v1/ordering_events_pb";
import { type IdempotentHandler, onEach } from "@meshmart/kit/idempotent-consumer";
import { removeBought } from "./cart.ts";
import { type CartStore, customerKey } from "./cart-store.ts";

export function orderHandlers(store: CartStore): readonly IdempotentHandler[] {
  return [
    onEach(OrderConfirmedSchema, async ({ message: { orderId, customerId, productIds }, time }) => {
      const purchase = { orderId, productIds: productIds.map((id) => id.toLowerCase()), at: time.getTime() };
      await store.change(customerKey(customerId), (cart) => removeBought(cart, purchase));
    }),
  ];
}
