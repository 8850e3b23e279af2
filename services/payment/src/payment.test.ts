import { expect, it } from "vitest";
import {
  claimAuthorization,
  claimCapture,
  claimRefund,
  claimVoid,
  type Entry,
  methodOf,
  newPayment,
  replay,
} from "./payment.ts";

const amount = { currency: "KRW", minor: 12_900n };
const said = { amount, method: "card", providerReference: "vault", displayName: "Visa ending in 4242" };
const after = (...types: Entry["type"][]) =>
  replay(
    "o",
    types.map((type) => ({ type, amount })),
  );

it("is what its ledger adds up to", () => {
  const lines: Entry[] = [
    { type: "AUTHORIZING", ...said },
    { type: "AUTHORIZED", providerReference: "auth_o" },
    { type: "CAPTURING" },
  ];
  const sum = { orderId: "o", amount, method: "card", displayName: "Visa ending in 4242", providerReference: "auth_o" };
  expect(replay("o", lines)).toEqual({ ...sum, state: "AUTHORIZED", claim: "CAPTURING", sequence: 3 });
  expect(replay("o", [...lines, { type: "CAPTURED" }])).toEqual({ ...sum, state: "CAPTURED", sequence: 4 });
});

it("is what lines without claims add up to, as there were before: cards'", () => {
  expect(after("AUTHORIZED", "CAPTURED")).toEqual({ orderId: "o", state: "CAPTURED", amount, sequence: 2 });
  expect(methodOf(after("AUTHORIZED", "CAPTURED"))).toBe("card");
  expect(methodOf(replay("o", [{ type: "VOIDED" }]))).toBe("");
});

it("authorises once, and never after it was voided or declined", () => {
  expect(claimAuthorization(newPayment("o"), said)).toEqual({ type: "AUTHORIZING", ...said });
  expect(claimAuthorization(after("AUTHORIZING", "AUTHORIZED"), said)).toBeUndefined();
  expect(() => claimAuthorization(after("VOIDED"), said)).toThrow("was voided");
  expect(() => claimAuthorization(after("AUTHORIZING", "DECLINED"), said)).toThrow("declined");
});

it("captures only what is set aside, once", () => {
  expect(claimCapture(after("AUTHORIZED"))).toEqual({ type: "CAPTURING" });
  expect(claimCapture(after("AUTHORIZED", "CAPTURED"))).toBeUndefined();
  for (const not of [after(), after("AUTHORIZED", "VOIDED"), after("DECLINED")])
    expect(() => claimCapture(not)).toThrow("Nothing is set aside");
});

it("voids also what may still come, but not what was captured", () => {
  expect(claimVoid(after())).toEqual({ type: "VOIDED" });
  expect(claimVoid(after("AUTHORIZED"))).toEqual({ type: "VOIDING" });
  expect(claimVoid(after("VOIDED"))).toBeUndefined();
  expect(claimVoid(after("DECLINED"))).toBeUndefined();
  expect(() => claimVoid(after("AUTHORIZED", "CAPTURED"))).toThrow("refund it");
});

it("refunds only what was captured, once", () => {
  expect(claimRefund(after("AUTHORIZED", "CAPTURED"))).toEqual({ type: "REFUNDING" });
  expect(claimRefund(after("AUTHORIZED", "CAPTURED", "REFUNDED"))).toBeUndefined();
  expect(() => claimRefund(after("AUTHORIZED"))).toThrow("No payment");
});
