// Promises of a redemption, to callers that are many, repeat themselves, or come too late.
import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorInfoSchema, PreconditionFailureSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { CouponRedeemedSchema, CouponReleasedSchema } from "@meshmart/gen/meshmart/promotions/v1/promotions_events_pb";
import { collectEvents } from "@meshmart/kit/testing";
import { expect, it, vi } from "vitest";
import {
  broker,
  coupon,
  ordering,
  orderings,
  outcome,
  redeem,
  redemptionsOf,
  services,
  sql,
  tally,
  untilKnown,
  won,
} from "./promotions.ts";

const soon = { timeout: 10_000, interval: 10 };
const eventsOf = (orderId: string) => collectEvents(broker, [CouponRedeemedSchema, CouponReleasedSchema], orderId);
/** Calls from both instances in turn. */
const inTurn = (round: number) => orderings[round % orderings.length]!;
const times = <T>(count: number, call: (round: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, round) => call(round)));

/** Holds the coupon until both instances wait for it: neither has a head start. */
async function startTogether<T>(code: string, start: () => Promise<T>): Promise<T> {
  const started = await sql.begin(async (tx) => {
    await tx`select 1 from coupons where code = ${code} for update`;
    const outcome = start();
    await vi.waitFor(async () => {
      const waiting = await sql`
        select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      expect(waiting).toHaveLength(services.length);
    }, soon);
    return { outcome };
  });
  return await started.outcome;
}

it("five hundred redemptions of a coupon for a hundred, at two instances: a hundred get it, four hundred clear refusals", async () => {
  const code = await coupon({ totalLimit: 100 });
  const orders = Array.from({ length: 500 }, () => ({ orderId: randomUUID(), customerId: randomUUID() }));
  const redeemAll = () => times(500, (round) => outcome(untilKnown(() => redeem(code, orders[round], inTurn(round)))));
  const first = await startTogether(code, redeemAll);
  expect(tally(first)).toEqual({ COUPON_USED_UP: 400, OK: 100 });
  expect(await redemptionsOf(code)).toEqual([100, 100]);
  // Whoever has it keeps it, whoever has not stays without, however often they ask.
  expect(await redeemAll()).toEqual(first);
  expect(await redemptionsOf(code)).toEqual([100, 100]);
  const [told] = await sql`
    select count(*)::int as events from outbox
    where subject like 'promotions.coupon_redeemed.%' and subject = any(${orders.map(({ orderId }) => `promotions.coupon_redeemed.${orderId}`)})`;
  expect(told).toEqual({ events: 100 });
});

it("fifty redemptions of one customer of a coupon for two each: two", async () => {
  const code = await coupon({ customerLimit: 2 });
  const customerId = randomUUID();
  const outcomes = await times(50, (round) => outcome(redeem(code, { customerId }, inTurn(round))));
  expect(tally(outcomes)).toEqual({ COUPON_ALREADY_USED: 48, OK: 2 });
  expect(await outcome(redeem(code))).toBe("OK");
  expect(await redemptionsOf(code)).toEqual([3, 3]);
});

it("answers a repeated redemption with the same discount, also at the same time and after the coupon is used up", async () => {
  const code = await coupon({ totalLimit: 1 });
  const purchase = { orderId: randomUUID(), customerId: randomUUID(), subtotal: won(12_909n) };
  const events = await eventsOf(purchase.orderId);
  const answers = await times(20, (round) => redeem(code, purchase, inTurn(round)));
  for (const { discount } of answers) expect(discount).toMatchObject(won(1290n));
  const shouted = { orderId: purchase.orderId.toUpperCase(), customerId: purchase.customerId.toUpperCase() };
  expect((await redeem(code.toLowerCase(), { ...purchase, ...shouted })).discount).toMatchObject(won(1290n));
  expect(await redemptionsOf(code)).toEqual([1, 1]);
  await ordering.releaseCoupon({ orderId: purchase.orderId });
  await vi.waitFor(() => expect(events).toHaveLength(2), soon);
  expect(events.map(({ type }) => type)).toEqual(["CouponRedeemed", "CouponReleased"]);
  const { orderId, customerId } = purchase;
  expect(events[0]!.message).toMatchObject({ orderId, customerId, code, discount: won(1290n) });
  expect(events[1]!.message).toMatchObject({ orderId, code });
});

it("refuses an order that asks for something else than it redeemed", async () => {
  const [code, other] = [await coupon(), await coupon()];
  const purchase = { orderId: randomUUID(), customerId: randomUUID() };
  await redeem(code, purchase);
  expect(await outcome(redeem(other, purchase))).toBe("REQUEST_ID_REUSED");
  expect(await outcome(redeem(code, { ...purchase, subtotal: won(1n) }))).toBe("REQUEST_ID_REUSED");
  expect(await outcome(redeem(code, { ...purchase, customerId: randomUUID() }))).toBe("REQUEST_ID_REUSED");
  expect([await redemptionsOf(code), await redemptionsOf(other)]).toEqual([
    [1, 1],
    [0, 0],
  ]);
});

it("gives a use back once, however often it is released, and another order may have it", async () => {
  const code = await coupon({ totalLimit: 2, customerLimit: 1 });
  const [first, second] = [
    { orderId: randomUUID(), customerId: randomUUID() },
    { orderId: randomUUID(), customerId: randomUUID() },
  ];
  await redeem(code, first);
  await redeem(code, second);
  expect(await outcome(redeem(code))).toBe("COUPON_USED_UP");
  await times(10, (round) => inTurn(round).releaseCoupon({ orderId: first.orderId }));
  expect(await redemptionsOf(code)).toEqual([1, 1]);
  expect(await outcome(redeem(code, first))).toBe("REDEMPTION_RELEASED");
  expect(await outcome(redeem(code, { customerId: first.customerId }))).toBe("OK");
  expect(await outcome(redeem(code))).toBe("COUPON_USED_UP");
});

it("refuses a redemption that arrives after its release, and tells nobody of a release of nothing", async () => {
  const code = await coupon();
  const orderId = randomUUID();
  await ordering.releaseCoupon({ orderId });
  await ordering.releaseCoupon({ orderId: orderId.toUpperCase() });
  expect(await outcome(redeem(code, { orderId }))).toBe("REDEMPTION_RELEASED");
  expect(await redemptionsOf(code)).toEqual([0, 0]);
  expect(await sql`select 1 from outbox where subject like ${`%.${orderId}`}`).toEqual([]);
});

it("holds nothing for an order whose redemption and release race at two instances, whoever wins", async () => {
  const code = await coupon({ totalLimit: 1000, customerLimit: 1 });
  await times(60, async (round) => {
    const purchase = { orderId: randomUUID(), customerId: randomUUID() };
    const racers = [
      () => outcome(redeem(code, purchase, inTurn(round))),
      () => outcome(inTurn(round + 1).releaseCoupon(purchase)),
    ];
    if (round % 3) racers.reverse();
    await Promise.all(racers.map((race) => race()));
    expect(await outcome(untilKnown(() => redeem(code, purchase)))).toBe("REDEMPTION_RELEASED");
  });
  expect(await redemptionsOf(code)).toEqual([0, 0]);
});

it("never deadlocks many orders with many coupons, and never gives one of them to an order twice", async () => {
  const codes = await times(5, () => coupon({ totalLimit: 30, customerLimit: 3 }));
  const orders = Array.from({ length: 40 }, () => randomUUID());
  const customers = Array.from({ length: 8 }, () => randomUUID());
  const before = services.map(({ logs }) => logs.length);
  await times(400, async (round) => {
    const orderId = orders[(round * 7) % orders.length]!;
    const purchase = { orderId, customerId: customers[round % customers.length]! };
    if (round % 5 === 4) await untilKnown(() => inTurn(round).releaseCoupon({ orderId }));
    else await outcome(untilKnown(() => redeem(codes[round % codes.length]!, purchase, inTurn(round >> 1))));
  });
  for (const code of codes) {
    const [counted, added] = await redemptionsOf(code);
    expect(counted).toBe(added);
    expect(counted).toBeLessThanOrEqual(30);
  }
  const overused = await sql`
    select code, customer_id from redemptions where state = 'REDEEMED' and code = any(${codes})
    group by 1, 2 having count(*) > 3`;
  expect(overused).toEqual([]);
  const failed = services.flatMap(({ logs }, index) =>
    logs.slice(before[index]).filter(({ code }) => code === "Unavailable" || code === "Internal"),
  );
  expect(failed).toEqual([]);
});

it("says why, for programs and for people", async () => {
  const code = await coupon({ minimum: won(50_000n) });
  const error = ConnectError.from(await redeem(code).catch((thrown) => thrown));
  expect(error.code).toBe(Code.FailedPrecondition);
  expect(error.findDetails(ErrorInfoSchema)[0]).toMatchObject({
    reason: "COUPON_MINIMUM_NOT_REACHED",
    domain: "meshmart.promotions",
    metadata: { code },
  });
  expect(error.findDetails(PreconditionFailureSchema)[0]?.violations[0]).toMatchObject({ subject: code });
});

it("cannot be made to redeem more than its limit, not even by SQL", async () => {
  const code = await coupon({ totalLimit: 2 });
  for (const change of [sql`redeemed = 3`, sql`redeemed = -1`])
    await expect(sql`update coupons set ${change} where code = ${code}`).rejects.toThrow("check constraint");
});
