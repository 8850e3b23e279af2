import { describe, expect, it } from "vitest";
import { available, commit, inLockOrder, isLow, release, reserve, type Stock, setOnHand } from "./stock.ts";

const stock: Stock = { productId: "p", onHand: 10, reserved: 3, lowAt: 5, version: 1n };
const item = (quantity: number) => ({ productId: "p", quantity });

describe("stock", () => {
  it("promises what is available, to the last piece", () => {
    const after = reserve(stock, item(7));
    expect(available(after)).toBe(0);
    expect(() => reserve(after, item(1))).toThrow("Only 0 left");
  });

  it("leaves the warehouse only when committed", () => {
    expect(commit(reserve(stock, item(2)), item(2))).toMatchObject({ onHand: 8, reserved: 3 });
  });

  it("comes back to where it was taken from", () => {
    expect(release(reserve(stock, item(2)), item(2), "RESERVED")).toMatchObject({ onHand: 10, reserved: 3 });
    expect(release(commit(reserve(stock, item(2)), item(2)), item(2), "COMMITTED")).toMatchObject({
      onHand: 10,
      reserved: 3,
    });
  });

  it("warns when few are left", () => {
    expect(isLow(stock)).toBe(false);
    expect(isLow(reserve(stock, item(2)))).toBe(true);
  });

  it("counts a new version for each change", () => {
    expect(reserve(stock, item(1)).version).toBe(2n);
  });
});

it("locks products in one order, each once", () => {
  const items = [
    { productId: "b", quantity: 1 },
    { productId: "a", quantity: 2 },
    { productId: "b", quantity: 3 },
  ];
  expect(inLockOrder(items)).toEqual([
    { productId: "a", quantity: 2 },
    { productId: "b", quantity: 4 },
  ]);
});

describe("a count", () => {
  const count = (onHand: number, expectedOnHand?: number, lowAt?: number) => ({ onHand, expectedOnHand, lowAt });

  it("sets what lies there, and keeps what is promised", () => {
    expect(setOnHand(stock, count(40, 10))).toEqual({ ...stock, onHand: 40, version: 2n });
    expect(setOnHand(stock, count(10, undefined, 8))).toMatchObject({ onHand: 10, lowAt: 8 });
  });

  it("goes down to what is promised, not below", () => {
    expect(setOnHand(stock, count(3))).toMatchObject({ onHand: 3, reserved: 3 });
    expect(() => setOnHand(stock, count(2))).toThrow("3 of product p are promised");
  });

  it("is refused when something else lies there than was seen, unless it is as wanted already", () => {
    expect(() => setOnHand(stock, count(40, 9))).toThrow("10 of product p lie there, not 9");
    expect(setOnHand(stock, count(10, 9))).toBeUndefined();
  });

  it("stocks a product that never was, with none of it too", () => {
    const none: Stock = { ...stock, onHand: 0, reserved: 0, version: 0n };
    expect(setOnHand(none, count(0))).toMatchObject({ onHand: 0, version: 1n });
  });
});
