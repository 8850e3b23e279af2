// A product's page. The product is required; everything else is a part that the page can do without.
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Product } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import {
  type GetProductPageRequest,
  type GetProductPageResponse,
  GetProductPageResponseSchema,
} from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import type { Caller } from "@meshmart/kit/caller";
import { isFault } from "@meshmart/kit/circuit-breaker";
import { refusal } from "../errors.ts";
import { cartPart, fieldsOf, nothing, productsById, promotionsPart, WITHIN_BUDGET } from "./common-parts.ts";
import { given, type Part, part } from "./parts.ts";
import { forEverybody, type Services } from "./services.ts";

/** The product itself may take longer than the parts: without it there is no page. */
const REQUIRED_MS = 2_000;
const OFFERS = 20;
const REVIEWS = 5;
const PURCHASES = 5;
const RECOMMENDATIONS = 10;

export async function composeProductPage(
  services: Services,
  { productId, currencyCode, countryCode }: GetProductPageRequest,
  caller: Caller,
): Promise<GetProductPageResponse> {
  const { catalog, reviews, shipping } = services;
  const product = forEverybody(() => catalog.getProduct({ productId, currencyCode }, { timeoutMs: REQUIRED_MS })).then(
    (answer) => answer.product!,
    (error) => {
      throw isFault(error) ? catalogUnavailable(error) : error;
    },
  );
  // Whoever waits for it too must not be the one to complain.
  product.catch(() => {});
  const shared = forEverybody(() => ({
    offers: part(
      "offers",
      () => catalog.listOffers({ productId, currencyCode, pageSize: OFFERS }, WITHIN_BUDGET),
      nothing,
    ),
    stock: part(
      "stock",
      () => stockOf(services, productId),
      async () => ({ available: (await product).available }),
    ),
    reviews: part("reviews", () => reviews.listReviews({ productId, pageSize: REVIEWS }, WITHIN_BUDGET), nothing),
    shipping: part(
      "shipping",
      async () => {
        const { weightGrams } = await product;
        return shipping.listShippingOptions({ countryCode, currencyCode, weightGrams }, WITHIN_BUDGET);
      },
      nothing,
    ),
    alsoBought: part(
      "also_bought",
      () => alsoBought(services, productId, currencyCode),
      async () => ofSameCategory(services, await product, currencyCode),
    ),
    promotions: promotionsPart(
      services,
      "product",
      product.then(({ price }) => price),
    ),
  }));
  const page = {
    ...shared,
    cart: cartPart(services, caller),
    purchases: purchasesPart(services, productId, caller),
  };
  const all = Promise.all(Object.entries(page).map(async ([name, loading]) => [name, fieldsOf(await loading)]));
  // A page without its product is an error at once, however long the parts would take.
  const [found, parts] = await Promise.all([product, all]);
  return create(GetProductPageResponseSchema, { product: found, ...Object.fromEntries(parts) });
}

function catalogUnavailable(cause: unknown): ConnectError {
  const message = "The product cannot be read right now. Try again in a second.";
  return refusal(Code.Unavailable, "CATALOG_UNAVAILABLE", message, cause);
}

async function stockOf({ inventory }: Services, productId: string) {
  try {
    const { stock } = await inventory.getStock({ productId }, WITHIN_BUDGET);
    const { available, low } = stock!;
    return { available: available > 0, low, left: low ? available : 0 };
  } catch (error) {
    // A product that is not stocked is not for sale; the service is well.
    if (ConnectError.from(error).code === Code.NotFound) return { available: false };
    throw error;
  }
}

async function alsoBought(services: Services, productId: string, currencyCode: string) {
  const { recommendations } = await services.recommendations.listAlsoBought(
    { productId, pageSize: RECOMMENDATIONS },
    WITHIN_BUDGET,
  );
  return {
    products: await productsById(
      services,
      recommendations.map((one) => one.productId),
      currencyCode,
    ),
  };
}

async function ofSameCategory({ catalog }: Services, { productId, category }: Product, currencyCode: string) {
  const { products } = await catalog
    .listProducts({ category, currencyCode, pageSize: RECOMMENDATIONS + 1 }, WITHIN_BUDGET)
    .catch(() => ({ products: [] }));
  return { products: products.filter((other) => other.productId !== productId).slice(0, RECOMMENDATIONS) };
}

function purchasesPart({ ordering }: Services, productId: string, { customerId }: Caller): Promise<Part<object>> {
  if (customerId === undefined) return given({});
  return part(
    "purchases",
    async () => {
      const { orders } = await ordering.listOrders({ productId, pageSize: PURCHASES }, WITHIN_BUDGET);
      const purchases = orders.flatMap(({ orderId, items }) =>
        items
          .filter((item) => item.productId === productId)
          .map((item) => ({ orderId, quantity: item.quantity, unitPrice: item.unitPrice })),
      );
      // An order may have several lines of it.
      return { purchases: purchases.slice(0, PURCHASES) };
    },
    nothing,
  );
}
