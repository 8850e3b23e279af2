// What every server of the rpc bench answers: one product, 380 bytes on the wire.
import { create, toBinary } from "@bufbuild/protobuf";
import { GetProductResponseSchema } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";

export const PRODUCT_ID = "01930000-0000-7000-8000-000000000001";

const BYTES = 380;

export function productReply() {
  const price = { currencyCode: "KRW", units: 12_900n };
  const product = {
    productId: PRODUCT_ID,
    title: "Stoneware mug",
    description: "x".repeat(128),
    category: "kitchen",
    price,
    purchaseOptions: [
      { purchaseOptionId: "one", title: "One mug", price },
      { purchaseOptionId: "two", title: "Two mugs", price: { currencyCode: "KRW", units: 23_900n } },
    ],
    available: true,
    weightGrams: 420,
  };
  const missing = BYTES - toBinary(GetProductResponseSchema, create(GetProductResponseSchema, { product })).length;
  product.description += "x".repeat(missing);
  return create(GetProductResponseSchema, { product });
}
