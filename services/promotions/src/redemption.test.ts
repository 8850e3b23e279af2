import { expect, it } from "vitest";
import type { Coupon } from "./coupon.ts";
import { type Lookup, type Redemption, redeem, release, type Wish } from "./redemption.ts";

const now = new Date("2026-04-01T00:00:00Z");
const coupon: Coupon = {
  code: "TEN",
  title: "Ten",
  discount: { kind: "percent", percent: 10 },
  minimum: undefined,
  startTime: undefined,
  endTime: undefined,
  totalLimit: 1,
  customerLimit: 0,
  listed: true,
};
const wish: Wish = { orderId: "o", customerId: "c", code: "TEN", subtotal: { currency: "KRW", minor: 1000n } };
const after = (redeemed: number): Lookup => ({
  find: (code) => (code === "TEN" ? { coupon, redeemed } : undefined),
  usesOf: () => 0,
});
const held = redeem(wish, undefined, after(0), now) as Redemption;

it("takes the coupon's discount, once", () => {
  expect(held).toEqual({ ...wish, state: "REDEEMED", discount: { currency: "KRW", minor: 100n } });
  // The order's own use has used the coupon up: repeating is answered all the same.
  expect(redeem(wish, held, after(1), now)).toBeUndefined();
});

it("refuses an order that holds another redemption already", () => {
  for (const change of [{ code: "ELSE" }, { customerId: "d" }, { subtotal: { currency: "KRW", minor: 1n } }])
    expect(() => redeem({ ...wish, ...change }, held, after(0), now)).toThrow("one order, one coupon");
});

it("refuses a coupon that there is not", () => {
  expect(() => redeem({ ...wish, code: "NONE" }, undefined, after(0), now)).toThrow("no coupon");
});

it("is given back once, and for good", () => {
  const released = release("o", held)!;
  expect(released).toEqual({ ...held, state: "RELEASED" });
  expect(release("o", released)).toBeUndefined();
  expect(() => redeem(wish, released, after(0), now)).toThrow("cannot redeem again");
});

it("leaves a tombstone where nothing was redeemed", () => {
  const tombstone = release("o", undefined)!;
  expect(tombstone).toEqual({ orderId: "o", state: "RELEASED" });
  expect(() => redeem(wish, tombstone, after(0), now)).toThrow("cannot redeem again");
});
