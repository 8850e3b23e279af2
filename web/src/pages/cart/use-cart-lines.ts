// The cart as the page shows it: lines keep their places, a number that was asked for stands at once, and whatever is about money is the
// mesh's answer. Changes are made one after the other, each on top of the cart that the last one answered with.
import { callUnaryMethod, createConnectQueryKey, useTransport } from "@connectrpc/connect-query";
import { type CartItem, CartService, type GetCartResponse } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useAddToCart, useCart, useKeepCart, useReloadCart } from "../../api/cart.ts";
import { isUnauthenticated, reasonOf } from "../../api/errors.ts";
import { lineKey } from "../../api/lines.ts";
import { useRequestIds } from "../../api/request-ids.ts";
import { usePreferences } from "../../i18n/use-preferences.ts";
import { arrange, type Slot } from "./arrange.ts";

interface Change {
  readonly item: CartItem;
  readonly quantity: number;
}

export function useCartLines() {
  const cart = useCart();
  const reload = useReloadCart();
  const add = useAddToCart();
  const undoIds = useRequestIds();
  const { currency: currencyCode } = usePreferences();
  const [slots, setSlots] = useState<readonly Slot[]>([]);
  const [wanted, setWanted] = useState<ReadonlyMap<string, number>>(new Map());
  /** What went wrong last, and with which line. */
  const [failed, setFailed] = useState<{ readonly key: string; readonly error: unknown }>();
  const items = cart.data?.cart?.items;
  const arranged = items ? arrange(slots, items) : slots;
  if (arranged !== slots) setSlots(arranged);

  const set = useSetQuantity();
  const setQuantity = async (item: CartItem, quantity: number) => {
    const key = lineKey(item);
    setFailed(undefined);
    setWanted((now) => new Map(now).set(key, quantity));
    if (quantity === 0) setSlots((now) => now.map((slot) => (slot.key === key ? { ...slot, removed: item } : slot)));
    try {
      await set.mutateAsync({ item, quantity });
    } catch (error) {
      setSlots((now) => now.map((slot) => (slot.key === key && slot.item ? { key, item: slot.item } : slot)));
      // Somebody else's change, or a line that is gone: the page shows how it stands now, and then says so.
      if (/^CART_/.test(reasonOf(error)) || isUnauthenticated(error)) await reload();
      setFailed({ key, error });
    }
    // Unless another number was asked for meanwhile.
    setWanted((now) => (now.get(key) === quantity ? without(now, key) : now));
  };

  const undo = async ({ key, removed }: Slot) => {
    if (!removed) return;
    setFailed(undefined);
    const { productId, purchaseOptionId, sellerId, quantity } = removed;
    try {
      await add.mutateAsync({
        requestId: undoIds.of(`${key}*${quantity}`),
        productId,
        purchaseOptionId,
        sellerId,
        quantity,
        currencyCode,
      });
      undoIds.done();
    } catch (error) {
      setFailed({ key, error });
    }
  };

  return { cart, slots: arranged, wanted, failed, setQuantity, undo, undoing: add.isPending };
}

/** One change at a time: the scope holds the next one back until this one was answered. */
function useSetQuantity() {
  const client = useQueryClient();
  const transport = useTransport();
  const keep = useKeepCart();
  const { currency: currencyCode } = usePreferences();
  const { getCart, setCartItemQuantity } = CartService.method;
  return useMutation({
    scope: { id: "cart" },
    mutationFn: async ({ item: { productId, purchaseOptionId, sellerId }, quantity }: Change) => {
      const key = createConnectQueryKey({ schema: getCart, input: { currencyCode }, transport, cardinality: "finite" });
      const etag = client.getQueryData<GetCartResponse>(key)?.cart?.etag ?? "";
      const line = { productId, purchaseOptionId, sellerId, quantity, etag, currencyCode };
      const { cart } = await callUnaryMethod(transport, setCartItemQuantity, line);
      keep(cart);
    },
  });
}

function without(map: ReadonlyMap<string, number>, key: string): ReadonlyMap<string, number> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
