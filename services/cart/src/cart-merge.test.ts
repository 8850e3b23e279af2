import { describe, expect, it } from "vitest";
import { type Cart, type CartLine, EMPTY } from "./cart.ts";
import { drop, setApart, takeIn } from "./cart-merge.ts";

const line = (productId: string, quantity: number, addedAt = 1): CartLine => ({
  productId,
  purchaseOptionId: "standard",
  sellerId: "",
  sellerName: "",
  quantity,
  title: productId,
  picturePath: "",
  addedUnitPrice: { currency: "KRW", minor: 1_000n },
  addedAt,
});
const cartOf = (...lines: CartLine[]): Cart => ({ ...EMPTY, lines, requestIds: ["own"] });
const outgoing = (...lines: CartLine[]) => ({ mergeId: "m", to: "customer.1", lines, requestIds: ["guest"] });

describe("setting apart", () => {
  it("takes all out of the cart, and keeps what it remembers", () => {
    const cart = cartOf(line("mug", 2));
    const apart = setApart(cart, "m", "customer.1");
    expect(apart).toEqual({ ...cart, lines: [], outgoing: { ...outgoing(line("mug", 2)), requestIds: ["own"] } });
  });

  it("does nothing without pieces, and lets those go first that are on their way", () => {
    expect(setApart(EMPTY, "m", "customer.1")).toBe(EMPTY);
    const under = { ...cartOf(line("lamp", 1)), outgoing: outgoing(line("mug", 2)) };
    expect(setApart(under, "n", "customer.2")).toBe(under);
  });
});

describe("taking in", () => {
  it("adds up to a hundred pieces, once for a name", () => {
    const cart = takeIn(cartOf(line("mug", 60)), outgoing(line("mug", 50, 7), line("lamp", 1)));
    expect(cart.lines).toEqual([line("mug", 100, 7), line("lamp", 1)]);
    expect(cart.requestIds).toEqual(["own", "guest"]);
    expect(takeIn(cart, outgoing(line("mug", 1)))).toBe(cart);
  });

  it("has room for a hundred items", () => {
    const full = cartOf(...Array.from({ length: 99 }, (_, index) => line(`p${index}`, 1)));
    const cart = takeIn(full, outgoing(line("first", 1), line("second", 1), line("p5", 1)));
    expect(cart.lines).toHaveLength(100);
    expect(cart.lines.slice(-1)).toEqual([line("first", 1)]);
    expect(cart.lines[5]).toEqual(line("p5", 2));
  });
});

it("drops what has arrived, and not what somebody else has set apart since", () => {
  const cart = { ...cartOf(line("lamp", 1)), outgoing: outgoing(line("mug", 2)) };
  expect(drop(cart, "another")).toBe(cart);
  expect(drop(cart, "m")).toEqual(cartOf(line("lamp", 1)));
});
