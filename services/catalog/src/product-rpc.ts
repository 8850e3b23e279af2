// The contract's handlers.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { CatalogService, ProductSchema } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { type Money, toWire } from "@meshmart/kit/money";
import { decodePageToken, keyParts, pageSizeOf, toPage } from "@meshmart/kit/page-token";
import { toOfferMessage } from "./offer-rpc.ts";
import type { OfferStore } from "./offer-store.ts";
import { lowestPrice, type Product, productNotFound } from "./product.ts";
import { checkText } from "./product-details.ts";
import type { ProductStore } from "./product-store.ts";

const DEFAULT_CURRENCY = "KRW";

type Rpc = Pick<ServiceImpl<typeof CatalogService>, "listProducts" | "getProduct" | "batchGetProducts">;

export function createProductRpc(store: ProductStore, offers: Pick<OfferStore, "find">): Rpc {
  return {
    async listProducts({ category, currencyCode, pageSize, pageToken }) {
      checkText("category", category);
      const size = pageSizeOf(pageSize);
      const [title, productId] = decodePageToken(pageToken, 2, [keyParts.text, keyParts.uuid]) ?? [];
      const after = title !== undefined && productId !== undefined ? { title, productId } : undefined;
      const found = await store.list({ category, currency: currencyCode || DEFAULT_CURRENCY, after, limit: size + 1 });
      const { rows, nextPageToken } = toPage(found, size, (product) => [product.title, product.productId]);
      return { products: rows.map(toMessage), nextPageToken };
    },
    async getProduct({ productId, currencyCode }) {
      const [product] = await store.find([productId], currencyCode || DEFAULT_CURRENCY);
      if (!product) throw productNotFound(productId);
      return { product: toMessage(product) };
    },
    async batchGetProducts({ productIds, currencyCode, offerKeys }) {
      const currency = currencyCode || DEFAULT_CURRENCY;
      const [found, offered] = await Promise.all([store.find(productIds, currency), offers.find(offerKeys, currency)]);
      const byId = new Map(found.map((product) => [product.productId, product]));
      const products = productIds.map((productId) => {
        const product = byId.get(productId.toLowerCase());
        if (!product) throw productNotFound(productId);
        return toMessage(product);
      });
      return { products, offers: offered.map(toOfferMessage) };
    },
  };
}

export function toMessage(product: Product): MessageInitShape<typeof ProductSchema> {
  const { options, ...rest } = product;
  return {
    ...rest,
    ...priceOf(lowestPrice(product)),
    purchaseOptions: options.map(({ purchaseOptionId, title, price }) => ({
      purchaseOptionId,
      title,
      ...priceOf(price),
    })),
  };
}

function priceOf(money: Money | undefined) {
  return money ? { price: toWire(money) } : {};
}
