// The cart as pages use it. Every change answers with the whole cart, which is then what all parts of the page show.
import { create } from "@bufbuild/protobuf";
import { createConnectQueryKey, useMutation, useQuery, useTransport } from "@connectrpc/connect-query";
import {
  type Cart,
  CartService,
  GetCartItemCountResponseSchema,
  type GetCartResponse,
  GetCartResponseSchema,
} from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { useQueryClient } from "@tanstack/react-query";
import { usePreferences } from "../i18n/use-preferences.ts";

const { getCart, getCartItemCount, addCartItem } = CartService.method;

const UNPRICED_AGAIN_MS = 3_000;

/** Pieces in the cart. Undefined while it is not known. */
export function useCartItemCount(): number | undefined {
  return useQuery(getCartItemCount, {}).data?.itemCount;
}

export function useCart() {
  const { currency } = usePreferences();
  // Without today's prices it is asked for again until it has them.
  const refetchInterval = ({ state }: { readonly state: { readonly data: GetCartResponse | undefined } }) =>
    state.data?.cart?.priced === false ? UNPRICED_AGAIN_MS : (false as const);
  return useQuery(getCart, { currencyCode: currency }, { refetchInterval });
}

export function useAddToCart() {
  const keep = useKeepCart();
  return useMutation(addCartItem, { onSuccess: ({ cart }) => keep(cart) });
}

/** Makes a cart that the mesh answered with the one that is shown. */
export function useKeepCart(): (cart: Cart | undefined) => void {
  const client = useQueryClient();
  const transport = useTransport();
  const { currency } = usePreferences();
  return (cart) => {
    if (!cart) return;
    const key = { transport, cardinality: "finite" as const };
    client.setQueryData(
      createConnectQueryKey({ ...key, schema: getCart, input: { currencyCode: currency } }),
      create(GetCartResponseSchema, { cart }),
    );
    client.setQueryData(
      createConnectQueryKey({ ...key, schema: getCartItemCount, input: {} }),
      create(GetCartItemCountResponseSchema, { itemCount: cart.itemCount }),
    );
  };
}

/** Has the cart and its count read again: something else than this page has changed them. */
export function useReloadCart(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    const keys = [
      createConnectQueryKey({ schema: getCart, cardinality: "finite" }),
      createConnectQueryKey({ schema: getCartItemCount, cardinality: "finite" }),
    ];
    await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
  };
}
