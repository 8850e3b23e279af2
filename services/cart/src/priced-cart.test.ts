import { reasonOf } from "@meshmart/kit/errors";
import { describe, expect, it } from "vitest";
import type { CartLine } from "./cart.ts";
import { chooseLine, type ProductToday, priceCart } from "./priced-cart.ts";

const money = (minor: bigint, currency = "KRW") => ({ currency, minor });
const line = (productId: string, quantity = 1): CartLine => ({
  productId,
  purchaseOptionId: "standard",
  sellerId: "",
  sellerName: "",
  quantity,
  title: "then",
  picturePath: "/then.svg",
  addedUnitPrice: money(1_000n),
  addedAt: 0,
});
const product = (productId: string, change: Partial<ProductToday> = {}): ProductToday => ({
  productId,
  title: "now",
  available: true,
  options: [
    { purchaseOptionId: "standard", price: money(1_000n) },
    { purchaseOptionId: "pair", price: undefined },
  ],
  picturePath: "/now.svg",
  offers: [
    { purchaseOptionId: "standard", sellerId: "one", sellerName: "One", price: money(900n) },
    { purchaseOptionId: "pair", sellerId: "two", sellerName: "Two", price: money(1_700n) },
  ],
  ...change,
});
const today = (...products: ProductToday[]) => new Map(products.map((each) => [each.productId, each]));

describe("a cart's prices", () => {
  it("are today's, summed over what can be bought", () => {
    const dearer = product("b", { options: [{ purchaseOptionId: "standard", price: money(1_500n) }] });
    const soldOut = product("c", { available: false });
    const { lines, subtotal } = priceCart(
      { lines: [line("a", 2), line("b"), line("c"), line("gone")] },
      today(product("a"), dearer, soldOut),
      "KRW",
    );
    expect(
      lines.map(({ title, unitPrice, priceChanged, available }) => [title, unitPrice?.minor, priceChanged, available]),
    ).toEqual([
      ["now", 1_000n, false, true],
      ["now", 1_500n, true, true],
      ["now", 1_000n, false, false],
      ["then", undefined, false, false],
    ]);
    expect(subtotal).toEqual(money(3_500n));
  });

  it("are the seller's where it has one, and a line whose offer is gone cannot be bought", () => {
    const of = (sellerId: string, quantity = 1) => ({ ...line("a", quantity), sellerId, sellerName: "Then" });
    const lines = [of("one", 2), of("two"), { ...of("two"), purchaseOptionId: "pair" }, line("a")];
    const { lines: priced, subtotal } = priceCart({ lines }, today(product("a")), "KRW");
    expect(priced.map(({ sellerName, unitPrice, available }) => [sellerName, unitPrice?.minor, available])).toEqual([
      ["One", 900n, true],
      ["Then", undefined, false],
      ["Two", 1_700n, true],
      ["", 1_000n, true],
    ]);
    expect(priced.map(({ priceChanged }) => priceChanged)).toEqual([true, false, true, false]);
    expect(subtotal).toEqual(money(4_500n));
  });

  it("come with the picture of today, or of then", () => {
    const { lines } = priceCart({ lines: [line("a"), line("gone")] }, today(product("a")), "KRW");
    expect(lines.map(({ picturePath }) => picturePath)).toEqual(["/now.svg", "/then.svg"]);
  });

  it("in another currency are not compared", () => {
    const inDollars = product("a", { options: [{ purchaseOptionId: "standard", price: money(99n, "USD") }] });
    const { lines, subtotal } = priceCart({ lines: [line("a")] }, today(inDollars), "USD");
    expect([lines[0]!.priceChanged, subtotal]).toEqual([false, money(99n, "USD")]);
  });

  it("are those of then, without a sum, when nobody can say what they are", () => {
    const { lines, subtotal } = priceCart({ lines: [line("a")] }, undefined, "KRW");
    expect(lines).toEqual([{ ...line("a"), unitPrice: money(1_000n), priceChanged: false, available: true }]);
    expect(subtotal).toBeUndefined();
  });
});

describe("choosing", () => {
  const choose = (purchaseOptionId: string, sellerId = "") =>
    chooseLine(product("a"), { purchaseOptionId, sellerId, quantity: 3 }, "KRW", 42);

  it("takes the first option unless one is named, at its price of this moment", () => {
    const chosen = { ...line("a", 3), title: "now", picturePath: "/now.svg", addedAt: 42 };
    expect(choose("")).toEqual(chosen);
    expect(choose("standard")).toEqual(chosen);
  });

  it("takes the seller's offer at the seller's price", () => {
    const chosen = { purchaseOptionId: "standard", sellerName: "One", addedUnitPrice: money(900n) };
    expect(choose("", "one")).toMatchObject(chosen);
    expect(choose("pair", "two")).toMatchObject({ sellerId: "two", addedUnitPrice: money(1_700n) });
  });

  it.each([
    ["huge", "", "PURCHASE_OPTION_NOT_FOUND"],
    ["pair", "", "NOT_SOLD_IN_CURRENCY"],
    ["", "two", "OFFER_NOT_FOUND"],
    ["standard", "three", "OFFER_NOT_FOUND"],
    ["huge", "one", "PURCHASE_OPTION_NOT_FOUND"],
  ])("refuses what cannot be had: %s of %s", (purchaseOptionId, sellerId, reason) => {
    let refused: unknown;
    try {
      choose(purchaseOptionId, sellerId);
    } catch (error) {
      refused = error;
    }
    expect(reasonOf(refused)).toBe(reason);
  });
});
