// Puts the items of an order into the cart again: all of them, or what of them is not there any more.
import { createClient } from "@connectrpc/connect";
import { useTransport } from "@connectrpc/connect-query";
import { type Cart, CartService } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import type { Order, OrderItem } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { useRef, useState } from "react";
import { useErrorMessage } from "../i18n/error-messages.ts";
import { usePreferences } from "../i18n/use-preferences.ts";
import { toast } from "../ui/toasts.tsx";
import { useKeepCart } from "./cart.ts";
import { isSameLine, lineKey } from "./lines.ts";

export interface Reorder {
  readonly busy: boolean;
  /** Adds all items. Answers how many lines are in the cart; what cannot be bought any more is told. */
  readonly addAll: (order: Order) => Promise<number>;
  /** Adds only what the cart lacks of them. */
  readonly fillUp: (order: Order) => Promise<number>;
}

export function useReorder(): Reorder {
  const transport = useTransport();
  const keepCart = useKeepCart();
  const describe = useErrorMessage();
  const { currency: currencyCode } = usePreferences();
  const [busy, setBusy] = useState(false);
  /** Until all are in: pressing again after some were not adds the others once. */
  const requestIds = useRef(new Map<string, string>());
  const carts = createClient(CartService, transport);

  const add = async (items: readonly OrderItem[], inCart: (item: OrderItem) => number): Promise<number> => {
    let there = 0;
    let cart: Cart | undefined;
    // One after the other: each answer is the whole cart, and the last of them counts.
    for (const item of items) {
      const { productId, purchaseOptionId, sellerId } = item;
      const quantity = item.quantity - inCart(item);
      const intent = `${lineKey(item)}*${quantity}`;
      const requestId = requestIds.current.get(intent) ?? crypto.randomUUID();
      requestIds.current.set(intent, requestId);
      try {
        const line = { requestId, productId, purchaseOptionId, sellerId, quantity, currencyCode };
        if (quantity > 0) cart = (await carts.addCartItem(line)).cart;
        there++;
      } catch (error) {
        toast(`${item.title}: ${describe(error)}`, "bad");
      }
    }
    if (there === items.length) requestIds.current.clear();
    keepCart(cart);
    return there;
  };

  const whileBusy = async (work: () => Promise<number>): Promise<number> => {
    if (busy) return 0;
    setBusy(true);
    try {
      return await work();
    } catch (error) {
      toast(describe(error), "bad");
      return 0;
    } finally {
      setBusy(false);
    }
  };

  return {
    busy,
    addAll: ({ items }) => whileBusy(() => add(items, () => 0)),
    fillUp: ({ items }) =>
      whileBusy(async () => {
        const { cart } = await carts.getCart({ currencyCode });
        return add(items, (item) => cart?.items.find(isSameLine(item))?.quantity ?? 0);
      }),
  };
}
