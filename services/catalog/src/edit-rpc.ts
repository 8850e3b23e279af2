// The contract's handlers for staff, one product at a time.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import {
  type CatalogService,
  ProductDetailsSchema,
  type ProductDetails as WireDetails,
} from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { DomainError } from "@meshmart/kit/errors";
import { fromWire, toWire } from "@meshmart/kit/money";
import { identify } from "@meshmart/kit/request-id";
import { etagOf, type ProductContent, type ProductDetails } from "./product-details.ts";
import type { ProductEdit } from "./product-edit.ts";

type Rpc = Pick<ServiceImpl<typeof CatalogService>, "getProductDetails" | "createProduct" | "updateProduct">;

export function createEditRpc(edit: ProductEdit): Rpc {
  return {
    async getProductDetails({ productId }) {
      return { productDetails: toDetailsMessage(await edit.read(productId)) };
    },
    async createProduct({ requestId, productDetails }) {
      const request = identify(requestId, ProductDetailsSchema, productDetails!);
      const made = await edit.create(request, toContent(productDetails!));
      return { productDetails: toDetailsMessage(made) };
    },
    async updateProduct({ productDetails, updateMask }) {
      const { productId, etag } = productDetails!;
      if (productId === "") {
        const message = "product_details.product_id says which product to change.";
        throw new DomainError("invalid", "PRODUCT_ID_REQUIRED", message, { field: "product_details.product_id" });
      }
      const changed = await edit.update(productId, etag, toContent(productDetails!), updateMask?.paths ?? []);
      return { productDetails: toDetailsMessage(changed) };
    },
  };
}

/** Throws a DomainError for a price in a currency that the shop does not take, or finer than its smallest unit. */
export function toContent({ purchaseOptions, ...rest }: WireDetails): ProductContent {
  const { sku, title, description, category, weightGrams, picturePath } = rest;
  const options = purchaseOptions.map((option) => ({
    purchaseOptionId: option.purchaseOptionId,
    title: option.title,
    prices: option.prices.map(fromWire),
  }));
  return { sku, title, description, category, weightGrams, picturePath, options };
}

function toDetailsMessage(details: ProductDetails): MessageInitShape<typeof ProductDetailsSchema> {
  const { productId, sku, title, description, category, weightGrams, picturePath, options, updatedAt } = details;
  return {
    productId,
    sku,
    title,
    description,
    category,
    weightGrams,
    picturePath,
    purchaseOptions: options.map(({ prices, ...option }) => ({ ...option, prices: prices.map(toWire) })),
    etag: etagOf(details),
    updateTime: timestampFromDate(updatedAt),
  };
}
