// Coupons: redeemed once for each order, before anything is paid, and given back whenever the sale is not made or is undone.
import { randomUUID } from "node:crypto";
import { Code } from "@connectrpc/connect";
import { connectError } from "@meshmart/kit/errors";
import { describe, expect, it, vi } from "vitest";
import { callsFor, MUG, refuse, requestsTo, when, whenOnce } from "./fakes.ts";
import {
  customerId,
  eventsOf,
  ordering,
  orderOf,
  outcome,
  place,
  read,
  soon,
  sql,
  stateOf,
  stepsOf,
  until,
} from "./ordering.ts";

const won = (units: bigint) => ({ currencyCode: "KRW", units, nanos: 0 });
const couponCode = "TENTH";
const SALE = ["reserveStock", "redeemCoupon", "authorizePayment", "bookShipment", "capturePayment", "commitStock"];
const freeShipping = () =>
  when("quoteShipping", () => ({ shippingOption: { shippingOptionId: "standard", price: won(0n) } }));
const allOff = () => when("redeemCoupon", ({ subtotal }) => ({ discount: subtotal }));

it("takes off what the coupon says, before the money is set aside", async () => {
  const orderId = await place({ couponCode });
  const placed = await read(orderId);
  expect(placed.couponCode).toBe(couponCode);
  const order = await until(orderId, "CONFIRMED");
  expect(callsFor(orderId)).toEqual(SALE);
  expect(stepsOf(order)).toContain("redeem_coupon DONE");
  expect(new Set(order.sagaSteps.map(({ saga }) => saga))).toEqual(new Set(["checkout"]));
  expect(requestsTo("redeemCoupon", orderId)[0]?.request).toMatchObject({
    customerId,
    code: couponCode,
    subtotal: won(25_800n),
  });
  const paid = won(26_220n);
  expect(order).toMatchObject({
    subtotal: won(25_800n),
    discount: won(2_580n),
    shippingPrice: won(3_000n),
    total: paid,
  });
  expect(requestsTo("authorizePayment", orderId)[0]?.request.amount).toMatchObject(paid);
  const events = await eventsOf(orderId);
  await vi.waitFor(() => expect(events).toHaveLength(2), soon);
  expect(events[1]!.message).toMatchObject({ total: paid });
  const { orders } = await ordering.listOrders({ pageSize: 100 });
  const listed = orders.find((one) => one.orderId === orderId);
  expect(listed).toMatchObject({ couponCode, discount: won(2_580n), total: paid });
});

it("shows no total while the coupon is not redeemed", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  when("redeemCoupon", () => promise.then(() => ({ discount: won(800n) })));
  const orderId = await place({ couponCode });
  await vi.waitFor(() => expect(callsFor(orderId)).toContain("redeemCoupon"), soon);
  const order = await read(orderId);
  expect(order.shippingPrice).toMatchObject(won(3_000n));
  expect([order.discount, order.total]).toEqual([undefined, undefined]);
  resolve();
  expect((await until(orderId, "CONFIRMED")).total).toMatchObject(won(28_000n));
});

it.each(["COUPON_NOT_FOUND", "COUPON_EXPIRED", "COUPON_USED_UP", "COUPON_ALREADY_USED", "COUPON_MINIMUM_NOT_REACHED"])(
  "ends the order with the coupon's reason, and asks nobody for money: %s",
  async (reason) => {
    when("redeemCoupon", refuse(reason));
    const orderId = await place({ couponCode });
    const order = await until(orderId, "CANCELLED");
    expect(order).toMatchObject({ failureReason: reason, couponCode });
    expect(order.discount).toBeUndefined();
    expect(callsFor(orderId)).toEqual(["reserveStock", "redeemCoupon", "releaseCoupon", "releaseStock"]);
  },
);

describe("gives the coupon back", () => {
  it.each([
    ["authorizePayment", "PAYMENT_DECLINED", ["voidPayment", "releaseCoupon", "releaseStock"]],
    ["bookShipment", "SHIPMENT_CANCELLED", ["cancelShipment", "voidPayment", "releaseCoupon", "releaseStock"]],
  ])("when the sale fails later: %s", async (method, reason, undone) => {
    when(method, refuse(reason));
    const orderId = await place({ couponCode });
    expect((await until(orderId, "CANCELLED")).failureReason).toBe(reason);
    expect(callsFor(orderId).slice(-undone.length)).toEqual(undone);
  });

  it("when nobody knows whether it was redeemed", async () => {
    whenOnce(
      "redeemCoupon",
      () => {
        throw connectError(Code.DeadlineExceeded, "No answer in time.");
      },
      refuse("COUPON_USED_UP"),
    );
    const orderId = await place({ couponCode });
    await until(orderId, "CANCELLED");
    expect(callsFor(orderId)).toEqual([
      "reserveStock",
      "redeemCoupon",
      "redeemCoupon",
      "releaseCoupon",
      "releaseStock",
    ]);
  });

  it("when the customer calls the order off, during the checkout and after it", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    when("authorizePayment", () => promise);
    const early = await place({ couponCode });
    await vi.waitFor(() => expect(callsFor(early)).toContain("authorizePayment"), soon);
    await ordering.cancelOrder({ orderId: early });
    resolve();
    await until(early, "CANCELLED");
    expect(callsFor(early).slice(-3)).toEqual(["voidPayment", "releaseCoupon", "releaseStock"]);

    const late = await place({ couponCode });
    await until(late, "CONFIRMED");
    await ordering.cancelOrder({ orderId: late });
    const order = await until(late, "CANCELLED");
    expect(callsFor(late).slice(-4)).toEqual(["cancelShipment", "refundPayment", "releaseStock", "releaseCoupon"]);
    expect(order.sagaSteps.at(-1)).toMatchObject({ saga: "cancellation", name: "release_coupon" });
  });

  it("when it was called off too late for the checkout to turn back", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    whenOnce("capturePayment", () => promise);
    const orderId = await place({ couponCode });
    await vi.waitFor(() => expect(callsFor(orderId)).toContain("capturePayment"), soon);
    await ordering.cancelOrder({ orderId });
    resolve();
    await until(orderId, "CANCELLED");
    expect(callsFor(orderId).slice(-4)).toEqual(["cancelShipment", "refundPayment", "releaseStock", "releaseCoupon"]);
  });
});

describe("an order that costs nothing", () => {
  it("asks for no money, and gives none back", async () => {
    freeShipping();
    allOff();
    const orderId = await place({ couponCode });
    const order = await until(orderId, "CONFIRMED");
    expect(order).toMatchObject({ discount: won(25_800n), total: won(0n) });
    expect(callsFor(orderId)).toEqual(["reserveStock", "redeemCoupon", "bookShipment", "commitStock"]);
    await ordering.cancelOrder({ orderId });
    await until(orderId, "CANCELLED");
    expect(callsFor(orderId).slice(4)).toEqual(["cancelShipment", "releaseStock", "releaseCoupon"]);
  });

  it("leaves nothing behind when it fails", async () => {
    freeShipping();
    allOff();
    when("bookShipment", refuse("SHIPPING_OPTION_UNAVAILABLE"));
    const orderId = await place({ couponCode });
    await until(orderId, "CANCELLED");
    expect(callsFor(orderId).slice(3)).toEqual(["cancelShipment", "releaseCoupon", "releaseStock"]);
  });

  it("costs no less, whatever the coupon says", async () => {
    when("redeemCoupon", () => ({ discount: won(1_000_000n) }));
    const orderId = await place({ couponCode });
    const order = await until(orderId, "CONFIRMED");
    expect(order).toMatchObject({ discount: won(25_800n), total: won(3_000n) });
  });
});

it("is another order with another coupon", async () => {
  const request = orderOf({ couponCode });
  await ordering.placeOrder(request);
  expect(await outcome(ordering.placeOrder(request))).toBe("OK");
  expect(await outcome(ordering.placeOrder({ ...request, couponCode: "HALF" }))).toBe("REQUEST_ID_REUSED");
  expect(await outcome(ordering.placeOrder({ ...request, couponCode: "" }))).toBe("REQUEST_ID_REUSED");
});

describe("what was begun before there were coupons", () => {
  const at = new Date().toISOString();
  const items = [{ productId: MUG, purchaseOptionId: "sand", title: "Mug", quantity: 1, unitPriceMinor: "12900" }];
  /** An order and its saga as the version before wrote them, without an owner now. */
  async function begun(state: string, kind: string, data: object, steps: object[]): Promise<string> {
    const [orderId, sagaId] = [randomUUID(), randomUUID()];
    const isCheckout = kind === "checkout";
    await sql`
      insert into orders (order_id, customer_id, request_id, request_fingerprint, state, items, currency, subtotal_minor,
        shipping_minor, cancellation_requested, cancellation_saga_id, created_at)
      values (${orderId}, ${customerId}, ${randomUUID()}, '', ${state}, ${sql.json(items)}, 'KRW', 12900,
        ${isCheckout ? null : 3000}, ${!isCheckout}, ${isCheckout ? null : sagaId}, now())`;
    await sql`
      insert into sagas (saga_id, kind, state, data, steps, lease_expires_at)
      values (${isCheckout ? orderId : sagaId}, ${kind}, 'RUNNING', ${sql.json({ orderId, customerId, ...data } as never)},
        ${sql.json(steps as never)}, '-infinity')`;
    return orderId;
  }
  const done = (...names: string[]) => names.map((name) => ({ name, state: "DONE", at }));
  const checkout = {
    items: [{ productId: MUG, quantity: 1 }],
    currency: "KRW",
    subtotalMinor: "12900",
    weightGrams: 400,
    shippingOptionId: "standard",
    address: {
      recipient: "Kim",
      addressLines: ["1 Mesh Street"],
      city: "Seoul",
      postalCode: "",
      countryCode: "KR",
      phone: "",
    },
    paymentToken: "pt_before",
  };

  it.each([
    ["at its first step", [{ name: "reserve_stock", state: "STARTED", at }], {}, 5],
    ["with a quote", done("reserve_stock", "quote_shipping"), { shippingMinor: "3000" }, 4],
    [
      "while it pays",
      [...done("reserve_stock", "quote_shipping"), { name: "authorize_payment", state: "STARTED", at }],
      { shippingMinor: "3000" },
      4,
    ],
  ])("finishes its checkout: %s", async (_, steps, learnt, calls) => {
    const orderId = await begun("PENDING", "checkout", { ...checkout, ...learnt }, steps);
    const order = await until(orderId, "CONFIRMED");
    expect(callsFor(orderId)).toHaveLength(calls);
    expect(callsFor(orderId)).not.toContain("redeemCoupon");
    expect(order).toMatchObject({ couponCode: "", total: won(15_900n) });
    expect(order.sagaSteps).toHaveLength(6);
  });

  it("finishes its cancellation", async () => {
    const steps = [...done("cancel_shipment"), { name: "refund_payment", state: "STARTED", at }];
    const orderId = await begun("CONFIRMED", "cancellation", {}, steps);
    expect(stateOf(await until(orderId, "CANCELLED"))).toBe("CANCELLED");
    expect(callsFor(orderId)).toEqual(["refundPayment", "releaseStock"]);
  });
});
