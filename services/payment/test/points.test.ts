// Points: held, spent, freed and returned with a payment, never more than there are, in a ledger that only grows.
import { randomUUID } from "node:crypto";
import { Payment_State } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { describe, expect, it } from "vitest";
import { as, GOOD, ledgerOf, outcome, payment, sql, tokenOf, tokenOfPoints, won } from "./payment.ts";

const balanceOf = async (customerId: string) => Number((await as(customerId).getPointsBalance({})).points);

/** An order that a customer pays with points, set aside. */
async function hold(customerId: string, points: bigint, orderId = randomUUID()): Promise<string> {
  await payment.authorizePayment({ orderId, paymentToken: await tokenOfPoints(customerId), amount: won(points) });
  return orderId;
}

async function linesOf(customerId: string) {
  return await sql<{ type: string; points: bigint; balance: bigint }[]>`
    select type, points, balance from points_ledger where customer_id = ${customerId} order by sequence`;
}

it("begin at twenty thousand, however often they are looked at", async () => {
  const customerId = randomUUID();
  expect(await balanceOf(customerId)).toBe(20_000);
  expect(await balanceOf(customerId)).toBe(20_000);
  const orderId = await hold(customerId, 1n);
  expect(await balanceOf(customerId)).toBe(19_999);
  expect((await payment.getPayment({ orderId })).payment).toMatchObject({
    state: Payment_State.AUTHORIZED,
    method: "points",
    displayName: "Points",
  });
});

it("are held, spent and returned, each once however often it is asked", async () => {
  const customerId = randomUUID();
  const orderId = randomUUID();
  await Promise.all(Array.from({ length: 5 }, () => hold(customerId, 4_000n, orderId)));
  expect(await balanceOf(customerId)).toBe(16_000);
  await Promise.all(Array.from({ length: 5 }, () => payment.capturePayment({ orderId })));
  expect(await balanceOf(customerId)).toBe(16_000);
  await Promise.all(Array.from({ length: 5 }, () => payment.refundPayment({ orderId })));
  expect(await balanceOf(customerId)).toBe(20_000);
  expect(await linesOf(customerId)).toEqual([
    { type: "GRANTED", points: 20_000n, balance: 20_000n },
    { type: "HELD", points: -4_000n, balance: 16_000n },
    { type: "SPENT", points: 0n, balance: 16_000n },
    { type: "RETURNED", points: 4_000n, balance: 20_000n },
  ]);
});

it("are free again when the payment is voided", async () => {
  const customerId = randomUUID();
  const orderId = await hold(customerId, 20_000n);
  expect(await balanceOf(customerId)).toBe(0);
  await payment.voidPayment({ orderId });
  await payment.voidPayment({ orderId });
  expect(await balanceOf(customerId)).toBe(20_000);
  expect((await linesOf(customerId)).map(({ type }) => type)).toEqual(["GRANTED", "HELD", "FREED"]);
});

it("pay in cents: ten for each", async () => {
  const customerId = randomUUID();
  const amount = { currencyCode: "USD", units: 4n, nanos: 990_000_000 };
  const [orderId, paymentToken] = [randomUUID(), await tokenOfPoints(customerId)];
  await payment.authorizePayment({ orderId, paymentToken, amount });
  expect(await balanceOf(customerId)).toBe(20_000 - 4_990);
});

describe("are never more than there are", () => {
  it("for one order", async () => {
    const customerId = randomUUID();
    const orderId = randomUUID();
    expect(await outcome(hold(customerId, 20_001n, orderId))).toBe("INSUFFICIENT_FUNDS");
    expect((await payment.getPayment({ orderId })).payment).toMatchObject({
      state: Payment_State.DECLINED,
      declineReason: "INSUFFICIENT_FUNDS",
    });
    expect(await balanceOf(customerId)).toBe(20_000);
    await payment.voidPayment({ orderId });
    expect(await ledgerOf(orderId)).toEqual(["DECLINED"]);
  });

  it("for thirty orders at once, of which ten can be paid", async () => {
    const customerId = randomUUID();
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => outcome(hold(customerId, 2_000n))));
    expect(outcomes.filter((reason) => reason === "OK")).toHaveLength(10);
    expect(outcomes.filter((reason) => reason === "INSUFFICIENT_FUNDS")).toHaveLength(20);
    expect(await balanceOf(customerId)).toBe(0);
    const balances = (await linesOf(customerId)).map(({ balance }) => Number(balance));
    expect(balances).toEqual(Array.from({ length: 11 }, (_, index) => 20_000 - index * 2_000));
  });

  it("while others are freed and returned", async () => {
    const customerId = randomUUID();
    const race = async (_: unknown, index: number) => {
      const orderId = randomUUID();
      if ((await outcome(hold(customerId, 1_900n, orderId))) !== "OK") return;
      if (index % 3 === 0) await payment.voidPayment({ orderId });
      else await payment.capturePayment({ orderId });
      if (index % 3 === 1) await payment.refundPayment({ orderId });
    };
    await Promise.all(Array.from({ length: 30 }, race));
    const lines = await linesOf(customerId);
    let sum = 0n;
    for (const { points, balance } of lines) {
      sum += points;
      expect(balance).toBe(sum);
      expect(balance).toBeGreaterThanOrEqual(0n);
    }
    const kept =
      lines.filter(({ type }) => type === "SPENT").length - lines.filter(({ type }) => type === "RETURNED").length;
    expect(sum).toBe(20_000n - 1_900n * BigInt(kept));
  });
});

it("are one customer's: others' and other ways to pay do not touch them", async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  await hold(one, 9_000n);
  await hold(other, 500n);
  const orderId = randomUUID();
  await payment.authorizePayment({ orderId, paymentToken: await tokenOf(GOOD), amount: won(500n) });
  expect([await balanceOf(one), await balanceOf(other)]).toEqual([11_000, 19_500]);
});

it("cannot be changed behind the ledger's back: the database does not let it", async () => {
  const customerId = randomUUID();
  await hold(customerId, 1_000n);
  const where = sql`where customer_id = ${customerId}`;
  const denied = "permission denied for table points_ledger";
  await expect(sql`update points_ledger set balance = 1000000 ${where}`).rejects.toThrow(denied);
  await expect(sql`delete from points_ledger ${where}`).rejects.toThrow(denied);
  const line = (balance: number) =>
    sql`insert into points_ledger values (${customerId}, 3, 'HELD', -9001, ${balance}, ${randomUUID()})`;
  await expect(line(-1)).rejects.toThrow("points_ledger_balance_check");
});
