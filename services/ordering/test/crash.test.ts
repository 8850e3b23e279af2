// Ordering dies in the middle of checkouts: another instance finishes each of them, and nobody pays or is shipped to twice.
import { expect, it, vi } from "vitest";
import { callsFor, requestsTo, when, whenOnce } from "./fakes.ts";
import { as, customerId, eventsOf, ordering, orderOf, service, soon, sql, startOrdering, stateOf } from "./ordering.ts";

/** What time does to the leases of an instance that died. */
const lapseLeasesOf = (instance: string) =>
  sql`update sagas set lease_expires_at = now() - interval '1 second' where owner = ${instance}`;

it("is killed while four services are being asked, and every sale is made once by the next instance", async () => {
  const methods = ["reserveStock", "redeemCoupon", "authorizePayment", "capturePayment"];
  for (const method of methods) whenOnce(method, () => new Promise(() => {}));
  const orderIds: string[] = [];
  for (const method of methods) {
    const orderId = (await ordering.placeOrder(orderOf({ couponCode: "TENTH" }))).order!.orderId;
    await vi.waitFor(() => expect(callsFor(orderId)).toContain(method), soon);
    orderIds.push(orderId);
  }
  const repeated = orderOf();
  await ordering.placeOrder(repeated);

  await service.end("SIGKILL");
  const next = await startOrdering();
  await lapseLeasesOf(service.instance);
  const again = as(customerId, "customer", next.address);
  for (const [index, orderId] of orderIds.entries()) {
    const order = await vi.waitFor(async () => {
      const { order } = await again.getOrder({ orderId });
      expect(stateOf(order!)).toBe("CONFIRMED");
      return order!;
    }, soon);
    expect(order.sagaSteps).toHaveLength(7);
    expect(order.total).toMatchObject({ units: 26_220n });
    // The step that was under way is asked for again, under the same order: that is what makes it happen once.
    expect(requestsTo(methods[index]!, orderId)).toHaveLength(2);
    const calls = callsFor(orderId).filter((method) => method !== methods[index]);
    expect(new Set(calls).size).toBe(calls.length);
    const events = await eventsOf(orderId);
    await vi.waitFor(() => expect(events.map(({ type }) => type)).toEqual(["OrderPlaced", "OrderConfirmed"]), soon);
  }
  // The customer who saw the connection break asks again, and gets the order that there is.
  const { order } = await again.placeOrder(repeated);
  await vi.waitFor(async () => {
    expect(stateOf((await again.getOrder({ orderId: order!.orderId })).order!)).toBe("CONFIRMED");
  }, soon);
  expect(requestsTo("capturePayment", order!.orderId)).toHaveLength(1);
});

it("is stopped in the middle of a checkout, and hands it over at once", async () => {
  const [leaving, staying] = [await startOrdering(), await startOrdering()];
  const { promise, resolve } = Promise.withResolvers<void>();
  when("bookShipment", () => promise);
  const orderId = (await as(customerId, "customer", leaving.address).placeOrder(orderOf())).order!.orderId;
  await vi.waitFor(() => expect(callsFor(orderId)).toContain("bookShipment"), soon);
  const gone = leaving.end();
  await vi.waitFor(() => expect(leaving.logs.some(({ msg }) => msg === "draining")).toBe(true), soon);
  resolve();
  expect(await gone).toBe(0);
  await vi.waitFor(
    async () => {
      const { order } = await as(customerId, "customer", staying.address).getOrder({ orderId });
      expect(stateOf(order!)).toBe("CONFIRMED");
    },
    { timeout: 4_000, interval: 20 },
  );
});
