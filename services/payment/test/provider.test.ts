// What the provider is asked, and what it is left with when calls meet or a process dies between its answer and our ledger.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { openTestDatabase } from "@meshmart/kit/testing";
import { expect, it } from "vitest";
import { createLedgerStore, type LedgerStore } from "../src/ledger-store.ts";
import { createPayments } from "../src/payments.ts";
import { createSimulatedProvider, type PaymentProvider } from "../src/provider.ts";

const migrations = join(import.meta.dirname, "../migrations");
const { sql } = await openTestDatabase({ ...EVENT_TABLES, payment: migrations });
const ledger = createLedgerStore(sql, () => {});
const paymentToken = await ledger.saveToken({ reference: "sim_APPROVED_1", displayName: "Visa ending in 4242" });
const amount = { currency: "KRW", minor: 12_900n };

/** A provider that notes what it is asked, and answers an authorisation when `answer` has resolved. */
function recordingProvider(answer: Promise<void> = Promise.resolve()) {
  const asked: string[] = [];
  const simulated = createSimulatedProvider();
  const provider: PaymentProvider = {
    ...simulated,
    async authorize(reference, orderId, amount) {
      asked.push(`authorize ${orderId}`);
      await answer;
      return simulated.authorize(reference, orderId, amount);
    },
    async capture(authorization) {
      asked.push(`capture ${authorization}`);
    },
    async void(authorization) {
      asked.push(`void ${authorization}`);
    },
    async refund(authorization) {
      asked.push(`refund ${authorization}`);
    },
  };
  return { asked, provider };
}

it("frees at the provider what it set aside while the void overtook it", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { asked, provider } = recordingProvider(promise);
  const payments = createPayments(ledger, provider);
  const orderId = randomUUID();
  const authorizing = payments.authorize(orderId, paymentToken, amount);
  await payments.void(orderId);
  resolve();
  await expect(authorizing).rejects.toMatchObject({ reason: "PAYMENT_VOIDED" });
  expect(asked).toEqual([`authorize ${orderId}`, `void auth_${orderId}`]);
});

it("asks the provider again, about the same order, when it died before it wrote the answer down", async () => {
  const { asked, provider } = recordingProvider();
  const orderId = randomUUID();
  const dying: LedgerStore = { ...ledger, append: () => Promise.reject(new Error("the process dies here")) };
  for (const [verb, state] of [
    ["authorize", "AUTHORIZED"],
    ["capture", "CAPTURED"],
    ["refund", "REFUNDED"],
  ] as const) {
    await expect(createPayments(dying, provider)[verb](orderId, paymentToken, amount)).rejects.toThrow("dies here");
    const payment = await createPayments(ledger, provider)[verb](orderId, paymentToken, amount);
    expect(payment.state).toBe(state);
    const of = verb === "authorize" ? orderId : `auth_${orderId}`;
    expect(asked.splice(0)).toEqual([`${verb} ${of}`, `${verb} ${of}`]);
  }
});

it("asks the provider nothing that the ledger answers", async () => {
  const { asked, provider } = recordingProvider();
  const payments = createPayments(ledger, provider);
  const orderId = randomUUID();
  await payments.authorize(orderId, paymentToken, amount);
  await payments.authorize(orderId, paymentToken, amount);
  await payments.capture(orderId);
  await payments.capture(orderId);
  await expect(payments.void(orderId)).rejects.toMatchObject({ reason: "PAYMENT_CAPTURED" });
  expect(asked).toEqual([`authorize ${orderId}`, `capture auth_${orderId}`]);
});
