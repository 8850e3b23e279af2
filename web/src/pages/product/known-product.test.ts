import { create } from "@bufbuild/protobuf";
import { ProductSchema, SearchProductsResponseSchema } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import {
  GetHomeResponseSchema,
  GetProductPageResponseSchema,
} from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import { expect, it } from "vitest";
import { knownPage } from "./known-product.ts";

const mug = create(ProductSchema, { productId: "mug", title: "Mug", price: { currencyCode: "KRW", units: 12_900n } });

it("a product that was seen in a list is shown at once", () => {
  const search = { pages: [create(SearchProductsResponseSchema, { products: [mug] })], pageParams: [""] };
  const home = create(GetHomeResponseSchema, { popular: { products: [mug] } });
  for (const inMemory of [search, home]) {
    const page = knownPage("mug", "KRW", undefined, [undefined, { other: true }, inMemory]);
    expect(page?.product).toEqual(mug);
    expect(page?.stock).toBeUndefined();
  }
});

it("a price in another currency is never shown", () => {
  const list = create(SearchProductsResponseSchema, { products: [mug] });
  expect(knownPage("mug", "USD", undefined, [list])).toBeUndefined();
  const previous = create(GetProductPageResponseSchema, { product: mug });
  expect(knownPage("mug", "USD", previous, [])).toBeUndefined();
});

it("for another country the page stays, but for its shipping", () => {
  const previous = create(GetProductPageResponseSchema, { product: mug, stock: { available: true }, shipping: {} });
  const page = knownPage("mug", "KRW", previous, []);
  expect(page?.stock?.available).toBe(true);
  expect(page?.shipping).toBeUndefined();
});

it("another product's page is not shown for this one", () => {
  const previous = create(GetProductPageResponseSchema, { product: mug, stock: { available: true } });
  expect(knownPage("pan", "KRW", previous, [])).toBeUndefined();
});
