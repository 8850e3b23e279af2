// Calling an order off: the checkout turns back, a sale is undone, and what has left cannot be called back.
import { Code } from "@connectrpc/connect";
import { expect, it, vi } from "vitest";
import { callsFor, refuse, when, whenOnce } from "./fakes.ts";
import { eventsOf, historyOf, ordering, outcome, place, read, soon, stateOf, stepsOf, until } from "./ordering.ts";
import { dispatched, tell } from "./parcels.ts";

/** A method that does not answer until `open` is called, and whether it was asked. */
function gate(method: string) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const asked = vi.fn(() => promise);
  whenOnce(method, asked);
  return { reached: () => vi.waitFor(() => expect(asked).toHaveBeenCalled(), soon), open: resolve };
}

it("turns the checkout back before the money is taken", async () => {
  const { reached, open } = gate("authorizePayment");
  const orderId = await place();
  await reached();
  const { order } = await ordering.cancelOrder({ orderId });
  expect(order).toMatchObject({ cancellationRequested: true });
  expect(stateOf(order!)).toBe("PENDING");
  open();
  const cancelled = await until(orderId, "CANCELLED");
  expect(cancelled).toMatchObject({ failureReason: "CANCELLED_BY_CUSTOMER", cancellationRequested: false });
  const calls = callsFor(orderId);
  expect(calls).not.toContain("capturePayment");
  expect(calls.slice(-2)).toEqual(["voidPayment", "releaseStock"]);
  expect(historyOf(cancelled)).toEqual(["OrderPlaced", "CancellationRequested", "OrderCancelled"]);
  const events = await eventsOf(orderId);
  await vi.waitFor(() => expect(events.map(({ type }) => type)).toEqual(["OrderPlaced", "OrderCancelled"]), soon);
});

it("undoes the step whose answer never came when the customer leaves meanwhile", async () => {
  when("authorizePayment", () => new Promise(() => {}));
  const orderId = await place();
  await vi.waitFor(() => expect(callsFor(orderId)).toContain("authorizePayment"), soon);
  await ordering.cancelOrder({ orderId });
  await until(orderId, "CANCELLED");
  expect(callsFor(orderId).slice(-2)).toEqual(["voidPayment", "releaseStock"]);
});

it("completes the sale, and then undoes it, when the money may have been taken already", async () => {
  const { reached, open } = gate("capturePayment");
  const orderId = await place();
  await reached();
  await ordering.cancelOrder({ orderId });
  open();
  const order = await until(orderId, "CANCELLED");
  expect(callsFor(orderId).slice(-5)).toEqual([
    "capturePayment",
    "commitStock",
    "cancelShipment",
    "refundPayment",
    "releaseStock",
  ]);
  expect(historyOf(order)).toEqual(["OrderPlaced", "CancellationRequested", "OrderConfirmed", "OrderCancelled"]);
  expect(order).toMatchObject({ failureReason: "CANCELLED_BY_CUSTOMER", cancellationRequested: false });
});

it("calls the parcel back, gives the money back and then the stock, once the sale is made", async () => {
  const orderId = await place();
  await until(orderId, "CONFIRMED");
  await ordering.cancelOrder({ orderId });
  const order = await until(orderId, "CANCELLED");
  expect(callsFor(orderId).slice(-3)).toEqual(["cancelShipment", "refundPayment", "releaseStock"]);
  expect(stepsOf(order).slice(-3)).toEqual(["cancel_shipment DONE", "refund_payment DONE", "return_stock DONE"]);
  expect(order.sagaSteps.map(({ saga }) => saga).slice(-3)).toEqual(["cancellation", "cancellation", "cancellation"]);
  const events = await eventsOf(orderId);
  const told = ["OrderPlaced", "OrderConfirmed", "OrderCancelled"];
  await vi.waitFor(() => expect(events.map(({ type }) => type)).toEqual(told), soon);
});

it("begins at once, not when sagas are next looked for", async () => {
  const orderIds = await Promise.all(Array.from({ length: 5 }, () => place()));
  for (const orderId of orderIds) await until(orderId, "CONFIRMED");
  const startedAt = Date.now();
  // One after the other: each would wait for the next look, a second after the one before.
  for (const orderId of orderIds) {
    await ordering.cancelOrder({ orderId });
    await until(orderId, "CANCELLED");
  }
  expect(Date.now() - startedAt).toBeLessThan(2_500);
});

it("changes nothing when it is repeated, at the same time or afterwards", async () => {
  const orderId = await place();
  await until(orderId, "CONFIRMED");
  await Promise.all(Array.from({ length: 10 }, () => ordering.cancelOrder({ orderId })));
  await until(orderId, "CANCELLED");
  const { order } = await ordering.cancelOrder({ orderId });
  expect(stateOf(order!)).toBe("CANCELLED");
  expect(historyOf(order!)).toEqual(["OrderPlaced", "OrderConfirmed", "CancellationRequested", "OrderCancelled"]);
  expect(callsFor(orderId).filter((method) => method === "refundPayment")).toHaveLength(1);
});

it("is refused once the parcel has left", async () => {
  const orderId = await place();
  await until(orderId, "CONFIRMED");
  await tell(dispatched(orderId));
  expect(stateOf(await read(orderId))).toBe("SHIPPED");
  expect(await outcome(ordering.cancelOrder({ orderId }))).toBe("ORDER_NOT_CANCELLABLE");
  await expect(ordering.cancelOrder({ orderId })).rejects.toMatchObject({ code: Code.FailedPrecondition });
  expect(callsFor(orderId)).not.toContain("cancelShipment");
  expect(historyOf(await read(orderId))).not.toContain("CancellationRequested");
});

it("takes back its promise, and no money, when the parcel turns out to have left", async () => {
  when("cancelShipment", refuse("SHIPMENT_DISPATCHED"));
  const orderId = await place();
  await until(orderId, "CONFIRMED");
  await ordering.cancelOrder({ orderId });
  await vi.waitFor(async () => expect(historyOf(await read(orderId))).toContain("CancellationRefused"), soon);
  const order = await read(orderId);
  expect(stateOf(order)).toBe("CONFIRMED");
  expect(order.cancellationRequested).toBe(false);
  expect(order.history.at(-1)).toMatchObject({ type: "CancellationRefused", detail: "SHIPMENT_DISPATCHED" });
  expect(callsFor(orderId)).not.toContain("refundPayment");
});

it("waits for the money to be given back, however long that takes, and keeps the stock until then", async () => {
  const orderId = await place();
  await until(orderId, "CONFIRMED");
  const { reached, open } = gate("refundPayment");
  await ordering.cancelOrder({ orderId });
  await reached();
  expect(callsFor(orderId)).not.toContain("releaseStock");
  expect(stateOf(await read(orderId))).toBe("CONFIRMED");
  open();
  await until(orderId, "CANCELLED");
});

it("tells others the order by the id that they know, however the customer wrote it", async () => {
  const orderId = await place();
  await until(orderId, "CONFIRMED");
  await ordering.cancelOrder({ orderId: orderId.toUpperCase() });
  await until(orderId, "CANCELLED");
  expect(callsFor(orderId).slice(-3)).toEqual(["cancelShipment", "refundPayment", "releaseStock"]);
  const events = await eventsOf(orderId);
  await vi.waitFor(() => expect(events.at(-1)).toMatchObject({ type: "OrderCancelled", message: { orderId } }), soon);
});
