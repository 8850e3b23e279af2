// Following an order: its history by shipping's events, its changes as they happen, and the list of a customer's.
import { randomUUID } from "node:crypto";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import type { Order } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import {
  ShipmentBookedSchema,
  ShipmentDeliveredSchema,
  ShipmentDispatchedSchema,
} from "@meshmart/gen/meshmart/shipping/v1/shipping_events_pb";
import { type EncodedEvent, encodeEvent } from "@meshmart/kit/events";
import { publishEvent } from "@meshmart/kit/testing";
import { describe, expect, it, vi } from "vitest";
import { callsFor, refuse, when, whenOnce } from "./fakes.ts";
import {
  broker,
  historyOf,
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

const booked = (orderId: string) => encodeEvent(ShipmentBookedSchema, { orderId, trackingNumber: "KR-1" });
const dispatched = (orderId: string, at = new Date()) =>
  encodeEvent(ShipmentDispatchedSchema, { orderId, trackingNumber: "KR-1", dispatchTime: timestampFromDate(at) });
const delivered = (orderId: string, at = new Date()) =>
  encodeEvent(ShipmentDeliveredSchema, { orderId, deliveryTime: timestampFromDate(at) });

/** Publishes, and waits until ordering has taken each of them in. */
async function tell(...events: EncodedEvent[]): Promise<void> {
  for (const event of events) await publishEvent(broker, event);
  const ids = events.map(({ eventId }) => eventId);
  await vi.waitFor(async () => {
    expect(await sql`select 1 from inbox where event_id = any(${ids}::uuid[])`).toHaveLength(ids.length);
  }, soon);
}

describe("a parcel's way", () => {
  it("is told in the order's history, with the tracking number and the carrier's times, and moves its state", async () => {
    const orderId = await place();
    await until(orderId, "CONFIRMED");
    const [left, arrived] = [new Date(Date.now() + 60_000), new Date(Date.now() + 120_000)];
    await tell(booked(orderId));
    expect(stateOf(await read(orderId))).toBe("CONFIRMED");
    await tell(dispatched(orderId, left));
    expect(stateOf(await read(orderId))).toBe("SHIPPED");
    await tell(delivered(orderId, arrived));
    const order = await read(orderId);
    expect(stateOf(order)).toBe("DELIVERED");
    const parcel = order.history.filter(({ type }) => type.startsWith("Shipment"));
    expect(parcel).toMatchObject([
      { type: "ShipmentBooked", detail: "KR-1" },
      { type: "ShipmentDispatched", detail: "KR-1", occurTime: timestampFromDate(left) },
      { type: "ShipmentDelivered", detail: "", occurTime: timestampFromDate(arrived) },
    ]);
  });

  it("never goes back, in whatever order the news arrive, and is told once", async () => {
    const orderId = await place();
    await until(orderId, "CONFIRMED");
    const [first, second] = [
      dispatched(orderId, new Date(Date.now() + 1_000)),
      delivered(orderId, new Date(Date.now() + 2_000)),
    ];
    await tell(second, first);
    await publishEvent(broker, first, "a copy of the dispatch");
    await tell(booked(orderId));
    const order = await read(orderId);
    expect(stateOf(order)).toBe("DELIVERED");
    expect(historyOf(order).slice(-2)).toEqual(["ShipmentDispatched", "ShipmentDelivered"]);
    expect(historyOf(order).filter((type) => type === "ShipmentDispatched")).toHaveLength(1);
  });

  it("does not revive an order that was called off", async () => {
    when("reserveStock", refuse("OUT_OF_STOCK"));
    const orderId = await place();
    await until(orderId, "CANCELLED");
    await tell(dispatched(orderId), delivered(orderId));
    expect(stateOf(await read(orderId))).toBe("CANCELLED");
  });

  it("is not undone by a checkout that ends after the parcel has left", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    whenOnce("commitStock", () => promise);
    const orderId = await place();
    await vi.waitFor(() => expect(callsFor(orderId)).toContain("commitStock"), soon);
    await tell(dispatched(orderId));
    expect(stateOf(await read(orderId))).toBe("SHIPPED");
    resolve();
    await vi.waitFor(async () => expect(historyOf(await read(orderId))).toContain("OrderConfirmed"), soon);
    const order = await read(orderId);
    expect(stateOf(order)).toBe("SHIPPED");
    expect(order.total).toMatchObject({ units: 28_800n });
  });
});

describe("a watch", () => {
  /** What a watcher is shown, growing; `ended` resolves when the stream does. */
  function watch(orderId: string, signal?: AbortSignal) {
    const shown: Order[] = [];
    const ended = (async () => {
      for await (const { order } of ordering.watchOrder({ orderId }, signal ? { signal } : {})) shown.push(order!);
    })();
    return { shown, ended };
  }

  it("shows the order now, each step as it is made, and ends with a state that is final", async () => {
    const gates = ["reserveStock", "authorizePayment", "bookShipment"].map((method) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      whenOnce(method, () => promise);
      return { method, resolve };
    });
    const orderId = await place();
    const { shown, ended } = watch(orderId);
    const steps = () => stepsOf(shown.at(-1)!);
    await vi.waitFor(() => expect(steps()).toEqual(["reserve_stock STARTED"]), soon);
    gates[0]!.resolve();
    await vi.waitFor(() => expect(steps().at(-1)).toBe("authorize_payment STARTED"), soon);
    gates[1]!.resolve();
    await vi.waitFor(() => expect(steps().at(-1)).toBe("book_shipment STARTED"), soon);
    gates[2]!.resolve();
    await vi.waitFor(() => expect(stateOf(shown.at(-1)!)).toBe("CONFIRMED"), soon);
    await tell(dispatched(orderId));
    await vi.waitFor(() => expect(stateOf(shown.at(-1)!)).toBe("SHIPPED"), soon);
    await tell(delivered(orderId));
    await ended;
    expect(stateOf(shown.at(-1)!)).toBe("DELIVERED");
    // Nothing is shown twice, and nothing backwards.
    const seen = shown.map((order) => JSON.stringify([stateOf(order), stepsOf(order), historyOf(order)]));
    expect(new Set(seen).size).toBe(seen.length);
    const states = shown.map(stateOf).filter((state, index, all) => state !== all[index - 1]);
    expect(states).toEqual(["PENDING", "CONFIRMED", "SHIPPED", "DELIVERED"]);
  });

  it("ends with a sale that failed, and at once for one that had", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    when("authorizePayment", async () => {
      await promise;
      return refuse("PAYMENT_DECLINED")({});
    });
    const orderId = await place();
    const { shown, ended } = watch(orderId);
    await vi.waitFor(() => expect(shown.length).toBeGreaterThan(0), soon);
    resolve();
    await ended;
    expect(shown.at(-1)).toMatchObject({ failureReason: "PAYMENT_DECLINED" });
    const after = watch(orderId);
    await after.ended;
    expect(after.shown.map(stateOf)).toEqual(["CANCELLED"]);
  });

  it("serves many watchers, and forgets those that leave", async () => {
    const orderId = await place();
    await until(orderId, "CONFIRMED");
    const leave = new AbortController();
    const leaving = watch(orderId, leave.signal);
    const staying = Array.from({ length: 20 }, () => watch(orderId));
    await vi.waitFor(() => expect([leaving, ...staying].every(({ shown }) => shown.length === 1)).toBe(true), soon);
    leave.abort();
    await expect(leaving.ended).rejects.toMatchObject({ code: Code.Canceled });
    await tell(dispatched(orderId), delivered(orderId));
    await Promise.all(staying.map(({ ended }) => ended));
    for (const { shown } of staying) expect(stateOf(shown.at(-1)!)).toBe("DELIVERED");
    expect(leaving.shown).toHaveLength(1);
  });

  it("knows no order that was not placed", async () => {
    await expect(watch(randomUUID()).ended).rejects.toMatchObject({ code: Code.NotFound });
  });
});

describe("a customer's list", () => {
  it("has the newest first, a page at a time, without skipping or repeating while orders are placed", async () => {
    const customerId = randomUUID();
    const placed: string[] = [];
    for (let count = 0; count < 5; count++) placed.push(await place({ customerId }));
    const listed: string[] = [];
    for (let pageToken = "", page = 0; page === 0 || pageToken; page++) {
      const answer = await ordering.listOrders({ customerId, pageSize: 2, pageToken });
      expect(answer.orders.length).toBeLessThanOrEqual(2);
      listed.push(...answer.orders.map(({ orderId }) => orderId));
      for (const order of answer.orders) expect([order.sagaSteps, order.history]).toEqual([[], []]);
      pageToken = answer.nextPageToken;
      if (page === 0) placed.push(await place({ customerId }));
    }
    expect(listed).toEqual(placed.slice(0, 5).reverse());
    const { orders } = await ordering.listOrders({ customerId });
    expect(orders.map(({ orderId }) => orderId)).toEqual([...placed].reverse());
  });

  it("is nobody else's", async () => {
    await place();
    expect(await ordering.listOrders({ customerId: randomUUID() })).toMatchObject({ orders: [], nextPageToken: "" });
  });

  it("refuses a token that it never gave out", async () => {
    const { customerId } = orderOf();
    const catalogs = Buffer.from(JSON.stringify(["Stoneware mug", randomUUID()])).toString("base64url");
    for (const pageToken of ["mug", catalogs]) {
      expect(await outcome(ordering.listOrders({ customerId: customerId!, pageToken }))).toBe("PAGE_TOKEN_INVALID");
    }
  });
});
