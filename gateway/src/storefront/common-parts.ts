// Parts that more than one page has.
import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import type { Money } from "@meshmart/gen/google/type/money_pb";
import type { Product } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import type { Caller } from "@meshmart/kit/caller";
import { BUDGET_MS, given, type Part, part } from "./parts.ts";
import { forEverybody, type Services } from "./services.ts";

export const WITHIN_BUDGET = { timeoutMs: BUDGET_MS };
const COUPONS = 10;
const BANNERS = 5;

/** The caller's cart; nobody is asked for a caller who can have none. */
export function cartPart({ cart }: Services, { customerId, guestId }: Caller): Promise<Part<object>> {
  if (customerId === undefined && guestId === undefined) return given({});
  return part("cart", () => cart.getCartItemCount({}, WITHIN_BUDGET), nothing);
}

/** Coupons with what they take off `price`, where there is one, and the banners of a slot. */
export function promotionsPart(
  { promotions }: Services,
  slot: string,
  price: Promise<Money | undefined>,
): Promise<Part<object>> {
  return part(
    "promotions",
    async () => {
      const coupons = price.then((subtotal) =>
        promotions.listCoupons({ ...(subtotal && { subtotal }), pageSize: COUPONS }, WITHIN_BUDGET),
      );
      const banners = promotions.listBanners({ slot, pageSize: BANNERS }, WITHIN_BUDGET);
      const [offered, shown] = await Promise.all([coupons, banners]);
      return { couponOffers: offered.couponOffers, banners: shown.banners };
    },
    nothing,
  );
}

/** The products that are still there, in the order of their ids. */
export async function productsById(
  { catalog }: Services,
  productIds: string[],
  currencyCode: string,
): Promise<Product[]> {
  for (let left = productIds; left.length > 0; ) {
    try {
      return (await forEverybody(() => catalog.batchGetProducts({ productIds: left, currencyCode }, WITHIN_BUDGET)))
        .products;
    } catch (error) {
      const missing = missingAmong(left, error);
      if (missing === undefined) throw error;
      left = left.filter((id) => id !== missing);
    }
  }
  return [];
}

/** The product of the list that the catalog says it does not have. */
function missingAmong(productIds: readonly string[], thrown: unknown): string | undefined {
  const error = ConnectError.from(thrown);
  if (error.code !== Code.NotFound) return undefined;
  const named = Object.values(error.findDetails(ErrorInfoSchema)[0]?.metadata ?? {});
  return productIds.find((id) => named.includes(id));
}

export function nothing(): object {
  return {};
}

/** A part as the page's message has it: its fields beside its status. */
export function fieldsOf({ status, value }: Part<object>): object {
  const { $typeName, $unknown, ...fields } = value as { $typeName?: string; $unknown?: unknown };
  return { ...fields, status };
}
