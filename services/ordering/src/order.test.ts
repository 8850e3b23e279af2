import { describe, expect, it } from "vitest";
import { limitDiscount, type PricedProduct, piecesOf, priceItem, subtotalOf, sumOf, type Wish } from "./order.ts";

const won = (minor: bigint) => ({ currency: "KRW", minor });
const mug: PricedProduct = {
  productId: "p",
  title: "Mug",
  picturePath: "/pictures/mug.svg",
  offers: [
    { purchaseOptionId: "sand", sellerId: "one", sellerName: "One", price: won(12_500n) },
    { purchaseOptionId: "gift", sellerId: "two", sellerName: "Two", price: won(20_000n) },
  ],
  options: [
    { purchaseOptionId: "sand", price: won(12_900n) },
    { purchaseOptionId: "gift", price: undefined },
  ],
};
const wish = (change: Partial<Wish> = {}): Wish => ({
  productId: "p",
  purchaseOptionId: "",
  sellerId: "",
  quantity: 2,
  expectedUnitPrice: undefined,
  ...change,
});

describe("an item", () => {
  it("takes the first option unless told otherwise", () => {
    expect(priceItem(wish(), mug, "KRW")).toMatchObject({ purchaseOptionId: "sand", unitPrice: won(12_900n) });
  });

  it("is refused with an option or a currency that the product does not have", () => {
    expect(() => priceItem(wish({ purchaseOptionId: "gold" }), mug, "KRW")).toThrow('no option "gold"');
    expect(() => priceItem(wish({ purchaseOptionId: "gift" }), mug, "KRW")).toThrow("not sold in KRW");
  });

  it("is refused at another price than the customer was shown, rather than charged", () => {
    expect(() => priceItem(wish({ expectedUnitPrice: won(9_900n) }), mug, "KRW")).toThrow("another price");
    expect(() => priceItem(wish({ expectedUnitPrice: { currency: "USD", minor: 990n } }), mug, "KRW")).toThrow(
      "in USD",
    );
    expect(priceItem(wish({ expectedUnitPrice: won(12_900n) }), mug, "KRW").unitPrice).toEqual(won(12_900n));
  });
});

describe("an item of a seller", () => {
  it("costs what the seller asks, also in a currency that the shop does not sell it in", () => {
    expect(priceItem(wish({ sellerId: "one" }), mug, "KRW")).toEqual({
      productId: "p",
      purchaseOptionId: "sand",
      title: "Mug",
      quantity: 2,
      unitPrice: won(12_500n),
      sellerId: "one",
      sellerName: "One",
      picturePath: "/pictures/mug.svg",
    });
    const gift = wish({ sellerId: "two", purchaseOptionId: "gift", expectedUnitPrice: won(20_000n) });
    expect(priceItem(gift, mug, "KRW").unitPrice).toEqual(won(20_000n));
  });

  it("is refused when the seller does not offer it, and at another price than the customer was shown", () => {
    for (const change of [{ sellerId: "two" }, { sellerId: "three" }, { sellerId: "one", purchaseOptionId: "gift" }]) {
      expect(() => priceItem(wish(change), mug, "KRW")).toThrow("is not offered by");
    }
    const shopsPrice = wish({ sellerId: "one", expectedUnitPrice: won(12_900n) });
    expect(() => priceItem(shopsPrice, mug, "KRW")).toThrow("another price");
  });
});

it("needs of a product what all of its lines do", () => {
  const lines = [wish(), wish({ sellerId: "one", quantity: 3 })].map((each) => priceItem(each, mug, "KRW"));
  expect(piecesOf([...lines, { ...lines[0]!, productId: "q" }])).toEqual([
    { productId: "p", quantity: 5 },
    { productId: "q", quantity: 2 },
  ]);
});

it("sums quantity times price", () => {
  expect(subtotalOf([priceItem(wish(), mug, "KRW"), priceItem(wish({ quantity: 1 }), mug, "KRW")])).toEqual(
    won(38_700n),
  );
});

describe("a discount", () => {
  it("takes off what it says, but no more than the items cost, and adds nothing", () => {
    expect(limitDiscount(won(500n), won(12_900n))).toEqual(won(500n));
    expect(limitDiscount(won(12_901n), won(12_900n))).toEqual(won(12_900n));
    expect(limitDiscount(won(-1n), won(12_900n))).toEqual(won(0n));
    expect(() => limitDiscount({ currency: "USD", minor: 1n }, won(12_900n))).toThrow("cannot be added");
  });

  it("is taken off before shipping is added, so that nothing below zero is ever to be paid", () => {
    expect(sumOf(won(12_900n), undefined, won(3_000n))).toEqual(won(15_900n));
    expect(sumOf(won(12_900n), won(900n), won(3_000n))).toEqual(won(15_000n));
    expect(sumOf(won(12_900n), limitDiscount(won(99_999n), won(12_900n)), won(0n))).toEqual(won(0n));
  });
});
