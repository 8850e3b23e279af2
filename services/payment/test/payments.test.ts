// The life of a payment: each step once, whoever repeats it, in a ledger that only grows.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Code } from "@connectrpc/connect";
import {
  PaymentAuthorizedSchema,
  PaymentCapturedSchema,
  PaymentDeclinedSchema,
  PaymentRefundedSchema,
  PaymentVoidedSchema,
} from "@meshmart/gen/meshmart/payment/v1/payment_events_pb";
import { Payment_State } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { collectEvents } from "@meshmart/kit/testing";
import { describe, expect, it, vi } from "vitest";
import {
  authorize,
  broker,
  DECLINED,
  GOOD,
  LATE,
  ledgerOf,
  linesOf,
  outcome,
  payment,
  SHORT_OF_FUNDS,
  sql,
  stateOf,
  tokenOf,
  won,
} from "./payment.ts";

const ALL_EVENTS = [
  PaymentAuthorizedSchema,
  PaymentCapturedSchema,
  PaymentDeclinedSchema,
  PaymentRefundedSchema,
  PaymentVoidedSchema,
];
const eventsOf = (orderId: string) => collectEvents(broker, ALL_EVENTS, orderId);
const soon = { timeout: 5_000, interval: 10 };

it("sets aside, takes and gives back an amount, each once however often it is asked", async () => {
  const orderId = randomUUID();
  const paymentToken = await tokenOf(GOOD);
  const fiveTimes = <T>(call: () => Promise<T>) => Promise.all(Array.from({ length: 5 }, call));

  const authorized = await fiveTimes(() =>
    payment.authorizePayment({
      orderId,
      paymentToken,
      amount: { currencyCode: "USD", units: 19n, nanos: 990_000_000 },
    }),
  );
  for (const answer of authorized) {
    expect(answer.payment).toMatchObject({
      orderId,
      state: Payment_State.AUTHORIZED,
      amount: { currencyCode: "USD", units: 19n, nanos: 990_000_000 },
      displayName: "Visa ending in 4242",
      method: "card",
      declineReason: "",
    });
  }
  await fiveTimes(() => payment.capturePayment({ orderId }));
  expect(await outcome(payment.voidPayment({ orderId }))).toBe("PAYMENT_CAPTURED");
  expect(await stateOf(orderId)).toBe("CAPTURED");
  await fiveTimes(() => payment.refundPayment({ orderId }));
  expect(await stateOf(orderId)).toBe("REFUNDED");
  expect(await linesOf(orderId)).toEqual([
    "AUTHORIZING",
    "AUTHORIZED",
    "CAPTURING",
    "CAPTURED",
    "REFUNDING",
    "REFUNDED",
  ]);

  const events = await eventsOf(orderId);
  await vi.waitFor(
    () => expect(events.map(({ type }) => type)).toEqual(["PaymentAuthorized", "PaymentCaptured", "PaymentRefunded"]),
    soon,
  );
  expect(events[2]!.message).toMatchObject({
    orderId,
    amount: { currencyCode: "USD", units: 19n, nanos: 990_000_000 },
  });
});

it("frees what was set aside, once, and takes it no more", async () => {
  const orderId = randomUUID();
  await authorize(orderId);
  await payment.voidPayment({ orderId });
  await payment.voidPayment({ orderId });
  expect(await outcome(payment.capturePayment({ orderId }))).toBe("PAYMENT_NOT_AUTHORIZED");
  expect(await outcome(payment.refundPayment({ orderId }))).toBe("PAYMENT_NOT_CAPTURED");
  expect(await ledgerOf(orderId)).toEqual(["AUTHORIZED", "VOIDED"]);
});

it("takes nothing that was not set aside", async () => {
  const orderId = randomUUID();
  expect(await outcome(payment.capturePayment({ orderId }))).toBe("PAYMENT_NOT_AUTHORIZED");
  expect(await outcome(payment.refundPayment({ orderId }))).toBe("PAYMENT_NOT_CAPTURED");
  expect(await ledgerOf(orderId)).toEqual([]);
});

describe("a provider that refuses", () => {
  it.each([
    ["PAYMENT_DECLINED", () => tokenOf(DECLINED)],
    ["INSUFFICIENT_FUNDS", () => tokenOf(SHORT_OF_FUNDS)],
    ["CARD_EXPIRED", () => tokenOf(GOOD, { expiryMonth: 1, expiryYear: 2020 })],
  ])("is believed for good: %s", async (reason, token) => {
    const orderId = randomUUID();
    const refused = payment.authorizePayment({ orderId, paymentToken: await token(), amount: won(500n) });
    expect(await outcome(refused)).toBe(reason);
    await expect(refused).rejects.toMatchObject({ code: Code.FailedPrecondition });
    // Also with another card: the checkout that asked has been told, and turns back.
    expect(await outcome(authorize(orderId))).toBe(reason);
    expect((await payment.getPayment({ orderId })).payment).toMatchObject({
      state: Payment_State.DECLINED,
      declineReason: reason,
    });
    await payment.voidPayment({ orderId });
    expect(await ledgerOf(orderId)).toEqual(["DECLINED"]);
    const events = await eventsOf(orderId);
    await vi.waitFor(() => expect(events.map(({ message }) => message)).toMatchObject([{ orderId, reason }]), soon);
  });

  it("is asked again when it answers late, and sets the amount aside once", async () => {
    const orderId = randomUUID();
    const asked = { orderId, paymentToken: await tokenOf(LATE), amount: won(500n) };
    const startedAt = Date.now();
    // By the contract's deadline: it is longer than any caller waits for a provider.
    await expect(payment.authorizePayment(asked)).rejects.toMatchObject({ code: Code.DeadlineExceeded });
    expect(Date.now() - startedAt).toBeGreaterThan(2_000);
    expect(await outcome(payment.getPayment({ orderId }))).toBe("PAYMENT_NOT_FOUND");
    expect(await linesOf(orderId)).toEqual(["AUTHORIZING"]);
    expect(await outcome(payment.authorizePayment(asked))).toBe("OK");
    expect(Date.now() - startedAt).toBeLessThan(4_000);
    await payment.capturePayment({ orderId });
    // Until the late answer has come, too.
    await sleep(Math.max(0, startedAt + 4_500 - Date.now()));
    expect(await ledgerOf(orderId)).toEqual(["AUTHORIZED", "CAPTURED"]);
    const events = await eventsOf(orderId);
    await vi.waitFor(() => expect(events).toHaveLength(2), soon);
    expect(events.map(({ type }) => type)).toEqual(["PaymentAuthorized", "PaymentCaptured"]);
  });

  it("is voided when nobody waits for its late answer any more", async () => {
    const orderId = randomUUID();
    const call = payment.authorizePayment(
      { orderId, paymentToken: await tokenOf(LATE), amount: won(500n) },
      { timeoutMs: 300 },
    );
    await expect(call).rejects.toMatchObject({ code: Code.DeadlineExceeded });
    await payment.voidPayment({ orderId });
    expect(await linesOf(orderId)).toEqual(["AUTHORIZING", "AUTHORIZED", "VOIDING", "VOIDED"]);
    expect(await outcome(authorize(orderId))).toBe("PAYMENT_VOIDED");
  });
});

describe("calls that meet", () => {
  it("refuses an authorisation that arrives after its void", async () => {
    const orderId = randomUUID();
    const { payment: voided } = await payment.voidPayment({ orderId });
    expect(voided).toMatchObject({ state: Payment_State.VOIDED });
    expect(voided!.amount).toBeUndefined();
    expect(await outcome(authorize(orderId))).toBe("PAYMENT_VOIDED");
    expect(await ledgerOf(orderId)).toEqual(["VOIDED"]);
  });

  it("ends voided when an authorisation and its void race, in a ledger that adds up", async () => {
    const paymentToken = await tokenOf(GOOD);
    const ledgers = new Set<string>();
    const race = async (_: unknown, round: number) => {
      const orderId = randomUUID();
      // What arrives at the same time is settled together, and then the void wins: either gets a head start of some milliseconds.
      const after = (ms: number, call: () => Promise<unknown>) => sleep(ms).then(() => outcome(call()));
      const authorized = after(round % 3, () => payment.authorizePayment({ orderId, paymentToken, amount: won(1n) }));
      const voided = after(round % 7, () => payment.voidPayment({ orderId }));
      expect(await voided).toBe("OK");
      const answer = await authorized;
      const lines = await ledgerOf(orderId);
      expect(lines.at(-1)).toBe("VOIDED");
      // A void that meets an authorisation under way finishes it first: whoever asked for it may hear of the void already.
      expect(lines).toEqual(answer === "OK" || lines.length > 1 ? ["AUTHORIZED", "VOIDED"] : ["VOIDED"]);
      expect(["OK", "PAYMENT_VOIDED"]).toContain(answer);
      ledgers.add(lines.join());
    };
    // In tens, so that calls overlap with their rival and not only with other orders'.
    for (let start = 0; start < 100; start += 10)
      await Promise.all(Array.from({ length: 10 }, (_, i) => race(_, start + i)));
    expect([...ledgers]).toContain("AUTHORIZED,VOIDED");
  });

  it("lets one of a capture and a void win", async () => {
    for (let round = 0; round < 20; round++) {
      const orderId = randomUUID();
      await authorize(orderId);
      const outcomes = await Promise.all([
        outcome(payment.capturePayment({ orderId })),
        outcome(payment.voidPayment({ orderId })),
      ]);
      const [, last] = await ledgerOf(orderId);
      expect(outcomes).toEqual(last === "CAPTURED" ? ["OK", "PAYMENT_CAPTURED"] : ["PAYMENT_NOT_AUTHORIZED", "OK"]);
      expect(await stateOf(orderId)).toBe(last);
    }
  });
});

it("cannot change or remove a line of its ledger: the database does not let it", async () => {
  const orderId = randomUUID();
  await authorize(orderId);
  const where = sql`where order_id = ${orderId}`;
  await expect(sql`update ledger set amount_minor = 1 ${where}`).rejects.toThrow("permission denied for table ledger");
  await expect(sql`delete from ledger ${where}`).rejects.toThrow("permission denied for table ledger");
  await expect(sql`truncate ledger`).rejects.toThrow("permission denied for table ledger");
  await expect(sql`alter table ledger add column note text`).rejects.toThrow("must be owner of table ledger");
  const again = sql`insert into ledger (order_id, sequence, type) values (${orderId}, 1, 'REFUNDED')`;
  await expect(again).rejects.toThrow("ledger_pkey");
  expect(await ledgerOf(orderId)).toEqual(["AUTHORIZED"]);
});
