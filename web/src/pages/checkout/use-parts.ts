// What a checkout is made of, asked of the services that know it: lines and prices, ways of shipping, the coupon's discount. What was
// answered stays on the page while the session is renewed; it is only ever shown for the very thing it was asked about.
import { useQuery } from "@connectrpc/connect-query";
import type { Money } from "@meshmart/gen/google/type/money_pb";
import { PromotionsService } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import { ShippingService } from "@meshmart/gen/meshmart/shipping/v1/shipping_pb";
import { useCart } from "../../api/cart.ts";
import { lineKey } from "../../api/lines.ts";
import { useProducts } from "../../api/products.ts";
import { useKept } from "../../api/use-kept.ts";
import { useSession } from "../../api/use-session.ts";
import { decimalOf } from "../../i18n/create-format.ts";
import { usePreferences } from "../../i18n/use-preferences.ts";
import type { Draft } from "./draft.ts";
import { chooseLines } from "./order-lines.ts";

/** Undefined until the customer's cart is here. A stranger's is none of theirs: it is not looked at. */
export function useLines(only: Draft["only"]) {
  const customer = useSession();
  const { currency } = usePreferences();
  const { data, error, refetch } = useCart();
  const cart = useKept(customer ? data?.cart : undefined, currency);
  const products = useProducts(cart?.items.map(({ productId }) => productId) ?? []);
  const chosen = cart && chooseLines(cart.items, only);
  const weights = chosen?.lines.map(({ productId, quantity }) => {
    const weight = products.find(productId)?.weightGrams;
    return weight === undefined ? undefined : weight * quantity;
  });
  const known = weights?.filter((weight) => weight !== undefined) ?? [];
  const weight = known.length === weights?.length ? known.reduce((sum, each) => sum + each, 0) : undefined;
  const key = chosen?.lines.map((line) => `${lineKey(line)}*${line.quantity}`).join() ?? "";
  return {
    chosen,
    products,
    /** Grams of the parcel; undefined while it is not known. */
    weightGrams: useKept(weight, key),
    priced: cart?.priced ?? false,
    error: customer ? error : null,
    refetch,
  };
}

export type Lines = ReturnType<typeof useLines>;

export function useShipping(countryCode: string, weightGrams: number | undefined) {
  const { currency: currencyCode } = usePreferences();
  const request = { countryCode, weightGrams: weightGrams ?? 0, currencyCode };
  const enabled = countryCode !== "" && weightGrams !== undefined && weightGrams > 0;
  const { data, error, refetch } = useQuery(ShippingService.method.listShippingOptions, request, { enabled });
  return { options: useKept(data?.shippingOptions, Object.values(request).join()), error, refetch };
}

export function useCoupon(code: string, subtotal: Money | undefined) {
  const customer = useSession();
  const enabled = code !== "" && subtotal !== undefined && customer !== undefined;
  const preview = { code, subtotal: subtotal! };
  const { data, error, refetch } = useQuery(PromotionsService.method.previewCoupon, preview, { enabled });
  const key = `${code} ${subtotal?.currencyCode} ${subtotal && decimalOf(subtotal)}`;
  return {
    /** What it takes off; undefined without one, and while that is not known. */
    discount: useKept(data?.discount, key),
    error: customer ? error : null,
    refetch,
  };
}
