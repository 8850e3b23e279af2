import { expect, it } from "vitest";
import { lowestPrice, type Product } from "./product.ts";

const product = (...prices: (bigint | undefined)[]): Product => ({
  productId: "p",
  title: "Mug",
  description: "",
  category: "kitchen",
  weightGrams: 400,
  available: true,
  averageStars: 0,
  reviewCount: 0,
  picturePath: "",
  options: prices.map((minor, index) => ({
    purchaseOptionId: String(index),
    title: "",
    price: minor === undefined ? undefined : { currency: "KRW", minor },
  })),
});

it("shows the lowest price of those that there are", () => {
  expect(lowestPrice(product(500n, undefined, 300n))?.minor).toBe(300n);
  expect(lowestPrice(product(undefined))).toBeUndefined();
});
