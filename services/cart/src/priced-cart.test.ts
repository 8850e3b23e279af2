import { reasonOf } from "@meshmart/kit/errors";
import { describe, expect, it } from "vitest";
import type { CartLine } from "./cart.ts";
import { chooseLine, type ProductToday, priceCart } from "./priced-cart.ts";

const money = (minor: bigint, currency = "KRW") => ({ currency, minor });
const line = (productId: string, quantity = 1): CartLine => ({
  productId,
  purchaseOptionId: "standard",
  quantity,
  title: "then",
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
  const choose = (purchaseOptionId: string) => chooseLine(product("a"), { purchaseOptionId, quantity: 3 }, "KRW", 42);

  it("takes the first option unless one is named, at its price of this moment", () => {
    const chosen = { ...line("a", 3), title: "now", addedAt: 42 };
    expect(choose("")).toEqual(chosen);
    expect(choose("standard")).toEqual(chosen);
  });

  it.each([
    ["huge", "PURCHASE_OPTION_NOT_FOUND"],
    ["pair", "NOT_SOLD_IN_CURRENCY"],
  ])("refuses what cannot be had: %s", (purchaseOptionId, reason) => {
    let refused: unknown;
    try {
      choose(purchaseOptionId);
    } catch (error) {
      refused = error;
    }
    expect(reasonOf(refused)).toBe(reason);
  });
});
