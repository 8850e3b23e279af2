import { describe, expect, it } from "vitest";
import { limitDiscount, type PricedProduct, priceItem, subtotalOf, sumOf, type Wish } from "./order.ts";

const won = (minor: bigint) => ({ currency: "KRW", minor });
const mug: PricedProduct = {
  productId: "p",
  title: "Mug",
  options: [
    { purchaseOptionId: "sand", price: won(12_900n) },
    { purchaseOptionId: "gift", price: undefined },
  ],
};
const wish = (change: Partial<Wish> = {}): Wish => ({
  productId: "p",
  purchaseOptionId: "",
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
