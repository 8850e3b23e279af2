// What is known of a product before its page was read: lists that it was seen in have its title, picture and price.
import { create } from "@bufbuild/protobuf";
import type { Product } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import {
  type GetProductPageResponse,
  GetProductPageResponseSchema,
} from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";

interface HasProducts {
  readonly products?: readonly Product[];
}

/** Answers with products that the shop keeps in memory: pages of search, the home page, other products' pages. */
type Seen = HasProducts & {
  readonly pages?: readonly HasProducts[];
  readonly popular?: HasProducts | undefined;
  readonly alsoBought?: HasProducts | undefined;
};

/**
 * What to show of a product until its page is there: the page as it was with another country's shipping, which is left out; or what lists
 * say. A price in another currency than the one that is asked for is never shown.
 */
export function knownPage(
  productId: string,
  currencyCode: string,
  previous: GetProductPageResponse | undefined,
  inMemory: readonly unknown[],
): GetProductPageResponse | undefined {
  const isIt = (product: Product | undefined) =>
    product?.productId === productId && product.price?.currencyCode === currencyCode;
  if (previous && isIt(previous.product)) return { ...previous, shipping: undefined };
  const product = (inMemory as readonly (Seen | undefined)[]).flatMap(productsOf).find(isIt);
  return product && create(GetProductPageResponseSchema, { product });
}

function productsOf(seen: Seen | undefined): readonly Product[] {
  const lists = [seen, seen?.popular, seen?.alsoBought, ...(seen?.pages ?? [])];
  return lists.flatMap((list) => list?.products ?? []);
}
