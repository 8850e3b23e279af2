// The checkout: a sale, or nothing left behind, whatever the services that it needs answer, and when.
import { Code, ConnectError } from "@connectrpc/connect";
import { connectError } from "@meshmart/kit/errors";
import { expect, it, vi } from "vitest";
import { callsFor, MUG, refuse, requestsTo, when, whenOnce } from "./fakes.ts";
import { customerId, eventsOf, historyOf, place, read, soon, stateOf, stepsOf, until } from "./ordering.ts";

/** QuoteShipping knows of no order, so it is not among an order's calls. */
const SALE = ["reserveStock", "quoteShipping", "authorizePayment", "bookShipment", "capturePayment", "commitStock"];
const STEPS = [
  "reserve_stock",
  "quote_shipping",
  "authorize_payment",
  "book_shipment",
  "capture_payment",
  "commit_stock",
];
/** What happens to the request is unknown: the answer was lost. */
const dontAnswer = () => {
  throw connectError(Code.DeadlineExceeded, "No answer in time.");
};

it("makes a sale: each step once, in order, for the sum that the customer saw", async () => {
  const orderId = await place();
  const order = await until(orderId, "CONFIRMED");
  expect(callsFor(orderId)).toEqual(SALE.filter((method) => method !== "quoteShipping"));
  expect(stepsOf(order)).toEqual(STEPS.map((name) => `${name} DONE`));
  expect(order.sagaSteps.every(({ saga }) => saga === "checkout")).toBe(true);
  expect(historyOf(order)).toEqual(["OrderPlaced", "OrderConfirmed"]);
  expect(order).toMatchObject({
    customerId,
    items: [{ productId: MUG, purchaseOptionId: "sand", title: "Stoneware mug", quantity: 2 }],
    subtotal: { currencyCode: "KRW", units: 25_800n },
    shippingPrice: { currencyCode: "KRW", units: 3_000n },
    total: { currencyCode: "KRW", units: 28_800n },
    failureReason: "",
    cancellationRequested: false,
  });
  const [reserved] = requestsTo("reserveStock", orderId);
  expect(reserved?.request.items).toMatchObject([{ productId: MUG, quantity: 2 }]);
  const [authorized] = requestsTo("authorizePayment", orderId);
  expect(authorized?.request).toMatchObject({ amount: { currencyCode: "KRW", units: 28_800n } });
  expect(authorized?.request.paymentToken).toMatch(/^pt_/);
  const [booked] = requestsTo("bookShipment", orderId);
  expect(booked?.request).toMatchObject({ customerId, weightGrams: 800, address: { recipient: "Kim", city: "Seoul" } });
  // Whoever follows a trace finds all of it.
  const traces = requestsTo("reserveStock", orderId)
    .concat(requestsTo("commitStock", orderId))
    .map((call) => call.traceId);
  expect(new Set(traces).size).toBe(1);

  const events = await eventsOf(orderId);
  await vi.waitFor(() => expect(events).toHaveLength(2), soon);
  expect(events.map(({ type }) => type)).toEqual(["OrderPlaced", "OrderConfirmed"]);
  expect(events[0]!.message).toMatchObject({ orderId, customerId, subtotal: { currencyCode: "KRW", units: 25_800n } });
  expect(events[1]!.message).toMatchObject({
    total: { units: 28_800n },
    productIds: [MUG],
    items: [{ productId: MUG, quantity: 2 }],
  });
  expect(events.every(({ traceparent }) => traceparent?.includes(traces[0]!))).toBe(true);
});

it("charges cents exactly in dollars", async () => {
  const orderId = await place({
    currencyCode: "USD",
    items: [{ productId: MUG, purchaseOptionId: "pair", quantity: 3 }],
  });
  const order = await until(orderId, "CONFIRMED");
  expect(order.total).toMatchObject({ currencyCode: "USD", units: 55n, nanos: 650_000_000 });
  expect(requestsTo("authorizePayment", orderId)[0]?.request.amount).toMatchObject({ units: 55n, nanos: 650_000_000 });
});

it.each([
  ["reserveStock", "OUT_OF_STOCK", ["releaseStock"]],
  ["quoteShipping", "SHIPPING_OPTION_UNAVAILABLE", ["releaseStock"]],
  ["authorizePayment", "PAYMENT_DECLINED", ["voidPayment", "releaseStock"]],
  ["bookShipment", "SHIPMENT_CANCELLED", ["cancelShipment", "voidPayment", "releaseStock"]],
  ["capturePayment", "PAYMENT_NOT_AUTHORIZED", ["cancelShipment", "voidPayment", "releaseStock"]],
])("leaves nothing behind when %s is refused: %s", async (method, reason, undone) => {
  when(method, refuse(reason));
  const orderId = await place();
  const order = await until(orderId, "CANCELLED");
  expect(order).toMatchObject({ failureReason: reason, cancellationRequested: false });
  const made = SALE.slice(0, SALE.indexOf(method) + 1).filter((name) => name !== "quoteShipping");
  expect(callsFor(orderId)).toEqual([...made, ...undone]);
  expect(order.sagaSteps.at(-1)).toMatchObject({ name: STEPS[SALE.indexOf(method)], errorReason: reason });
  expect(stepsOf(order).filter((step) => /STARTED|COMPENSATING|PARKED/.test(step))).toEqual([]);
  expect(order.history.at(-1)).toMatchObject({ type: "OrderCancelled", detail: reason });
  const events = await eventsOf(orderId);
  await vi.waitFor(() => expect(events.map(({ type }) => type)).toEqual(["OrderPlaced", "OrderCancelled"]), soon);
  expect(events[1]!.message).toMatchObject({ orderId, customerId, reason });
});

it("undoes also the step whose answer was lost: it may have been carried out", async () => {
  whenOnce("authorizePayment", dontAnswer, dontAnswer, refuse("INSUFFICIENT_FUNDS"));
  const orderId = await place();
  expect((await until(orderId, "CANCELLED")).failureReason).toBe("INSUFFICIENT_FUNDS");
  expect(callsFor(orderId)).toEqual([
    "reserveStock",
    "authorizePayment",
    "authorizePayment",
    "authorizePayment",
    "voidPayment",
    "releaseStock",
  ]);
});

it("gives a step that hangs no more than its time, and tries it again", async () => {
  whenOnce("bookShipment", () => new Promise(() => {}));
  const orderId = await place();
  await vi.waitFor(() => expect(callsFor(orderId)).toContain("bookShipment"), soon);
  expect(stateOf(await read(orderId))).toBe("PENDING");
  const order = await until(orderId, "CONFIRMED");
  expect(callsFor(orderId).filter((method) => method === "bookShipment")).toHaveLength(2);
  expect(stepsOf(order)).toEqual(STEPS.map((name) => `${name} DONE`));
});

it("asks for a capture until the answer is known: the money may have been taken", async () => {
  whenOnce("capturePayment", dontAnswer, dontAnswer, () => {
    throw new ConnectError("reset", Code.Internal);
  });
  const orderId = await place();
  await until(orderId, "CONFIRMED");
  expect(callsFor(orderId).filter((method) => method === "capturePayment")).toHaveLength(4);
  expect(callsFor(orderId)).not.toContain("voidPayment");
});

it("owes nobody anything when a compensation fails at first", async () => {
  when("bookShipment", refuse("SHIPPING_OPTION_UNAVAILABLE"));
  whenOnce("voidPayment", dontAnswer, dontAnswer);
  const orderId = await place();
  await until(orderId, "CANCELLED");
  expect(callsFor(orderId).slice(3)).toEqual([
    "cancelShipment",
    "voidPayment",
    "voidPayment",
    "voidPayment",
    "releaseStock",
  ]);
});

it("sells to many at once", async () => {
  const orderIds = await Promise.all(Array.from({ length: 30 }, () => place()));
  for (const orderId of orderIds) {
    await until(orderId, "CONFIRMED");
    expect(callsFor(orderId)).toEqual(SALE.filter((method) => method !== "quoteShipping"));
  }
});
