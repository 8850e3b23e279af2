import { expect, it } from "vitest";
import { type Entry, mayAuthorize, mayCapture, mayRefund, mayVoid, replay } from "./payment.ts";

const amount = { currency: "KRW", minor: 12_900n };
const after = (...types: Entry["type"][]) =>
  replay(
    "o",
    types.map((type) => ({ type, amount })),
  );

it("is what its ledger adds up to", () => {
  expect(
    replay("o", [{ type: "AUTHORIZED", amount, displayName: "Visa ending in 4242" }, { type: "CAPTURED" }]),
  ).toEqual({
    orderId: "o",
    state: "CAPTURED",
    amount,
    displayName: "Visa ending in 4242",
    sequence: 2,
  });
});

it("authorises once, and never after it was voided or declined", () => {
  expect(mayAuthorize(after())).toBe(true);
  expect(mayAuthorize(after("AUTHORIZED"))).toBe(false);
  expect(() => mayAuthorize(after("VOIDED"))).toThrow("was voided");
  expect(() => mayAuthorize(after("DECLINED"))).toThrow("declined");
});

it("captures only what is set aside, once", () => {
  expect(mayCapture(after("AUTHORIZED"))).toBe(true);
  expect(mayCapture(after("AUTHORIZED", "CAPTURED"))).toBe(false);
  expect(() => mayCapture(after())).toThrow("Nothing is set aside");
});

it("voids also what may still come, but not what was captured", () => {
  expect(mayVoid(after())).toBe(true);
  expect(mayVoid(after("AUTHORIZED"))).toBe(true);
  expect(mayVoid(after("VOIDED"))).toBe(false);
  expect(() => mayVoid(after("AUTHORIZED", "CAPTURED"))).toThrow("refund it");
});

it("refunds only what was captured, once", () => {
  expect(mayRefund(after("AUTHORIZED", "CAPTURED"))).toBe(true);
  expect(mayRefund(after("AUTHORIZED", "CAPTURED", "REFUNDED"))).toBe(false);
  expect(() => mayRefund(after("AUTHORIZED"))).toThrow("No payment");
});
