// The shop's first page. Nothing in it is required: a shop front with a dark window is still open.
import { create } from "@bufbuild/protobuf";
import {
  type GetHomeRequest,
  type GetHomeResponse,
  GetHomeResponseSchema,
} from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import type { Caller } from "@meshmart/kit/caller";
import { cartPart, fieldsOf, nothing, productsById, promotionsPart, WITHIN_BUDGET } from "./common-parts.ts";
import { part } from "./parts.ts";
import { forEverybody, type Services } from "./services.ts";

const POPULAR = 12;
const CATEGORIES = 100;

export async function composeHome(
  services: Services,
  { currencyCode }: GetHomeRequest,
  caller: Caller,
): Promise<GetHomeResponse> {
  const { catalog, recommendations } = services;
  const popularProducts = async () => {
    const popular = await recommendations.listPopularProducts({ pageSize: POPULAR }, WITHIN_BUDGET);
    const products = await productsById(
      services,
      popular.recommendations.map(({ productId }) => productId),
      currencyCode,
    );
    // Before the first sale nothing is popular: then the shop shows what it has.
    return products.length > 0 ? { products } : anyProducts();
  };
  const anyProducts = () =>
    catalog
      .listProducts({ currencyCode, pageSize: POPULAR }, WITHIN_BUDGET)
      .then(({ products }) => ({ products }), nothing);
  const shared = forEverybody(() => ({
    promotions: promotionsPart(services, "home", Promise.resolve(undefined)),
    categories: part("categories", () => catalog.listCategories({ pageSize: CATEGORIES }, WITHIN_BUDGET), nothing),
    popular: part("popular", popularProducts, anyProducts),
  }));
  const [promotions, categories, popular, cart] = await Promise.all([
    shared.promotions,
    shared.categories,
    shared.popular,
    cartPart(services, caller),
  ]);
  return create(GetHomeResponseSchema, {
    promotions: fieldsOf(promotions),
    categories: fieldsOf(categories),
    popular: fieldsOf(popular),
    cart: fieldsOf(cart),
  });
}
