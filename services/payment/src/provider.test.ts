import { create } from "@bufbuild/protobuf";
import { CardSchema } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { expect, it } from "vitest";
import { createSimulatedProvider } from "./provider.ts";

const provider = createSimulatedProvider();
const now = new Date("2026-06-15T00:00:00Z");
const amount = { currency: "KRW", minor: 1000n };
const card = (number: string, expiryYear = 2030) =>
  create(CardSchema, { number, expiryMonth: 6, expiryYear, securityCode: "123" });
const authorize = (number: string, year?: number) =>
  provider.authorize(provider.tokenize(card(number, year), now).reference, "o", amount);

it("approves any valid card and shows its last four digits only", async () => {
  const { reference, displayName } = provider.tokenize(card("4242424242424242"), now);
  expect(displayName).toBe("Visa ending in 4242");
  expect(reference).not.toContain("424242");
  expect(await authorize("4242424242424242")).toMatchObject({ kind: "authorized" });
});

it("declines, runs short and times out on request", async () => {
  expect(await authorize("4000000000000002")).toEqual({ kind: "declined", reason: "PAYMENT_DECLINED" });
  expect(await authorize("4000000000009995")).toEqual({ kind: "declined", reason: "INSUFFICIENT_FUNDS" });
  await expect(authorize("4000000000000119")).rejects.toThrow("does not answer");
});

it("takes a card until the end of its month of expiry", async () => {
  expect(await authorize("4242424242424242", 2026)).toMatchObject({ kind: "authorized" });
  expect(await authorize("4242424242424242", 2025)).toEqual({ kind: "declined", reason: "CARD_EXPIRED" });
});

it("refuses a mistyped number before anything is asked of a bank", () => {
  expect(() => provider.tokenize(card("4242424242424241"), now)).toThrow("typing error");
});
