// An order after its checkout: its history by shipping's events, and the list of a customer's orders.
import { randomUUID } from "node:crypto";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { publishEvent } from "@meshmart/kit/testing";
import { describe, expect, it, vi } from "vitest";
import { callsFor, refuse, when, whenOnce } from "./fakes.ts";
import { as, broker, historyOf, ordering, orderOf, outcome, place, read, soon, stateOf, until } from "./ordering.ts";
import { booked, delivered, dispatched, tell } from "./parcels.ts";

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

describe("a customer's list", () => {
  it("has the newest first, a page at a time, without skipping or repeating while orders are placed", async () => {
    const customer = as(randomUUID());
    const placed: string[] = [];
    const place = async () => placed.push((await customer.placeOrder(orderOf())).order!.orderId);
    for (let count = 0; count < 5; count++) await place();
    const listed: string[] = [];
    for (let pageToken = "", page = 0; page === 0 || pageToken; page++) {
      const answer = await customer.listOrders({ pageSize: 2, pageToken });
      expect(answer.orders.length).toBeLessThanOrEqual(2);
      listed.push(...answer.orders.map(({ orderId }) => orderId));
      for (const order of answer.orders) expect([order.sagaSteps, order.history]).toEqual([[], []]);
      pageToken = answer.nextPageToken;
      if (page === 0) await place();
    }
    expect(listed).toEqual(placed.slice(0, 5).reverse());
    const { orders } = await customer.listOrders({});
    expect(orders.map(({ orderId }) => orderId)).toEqual([...placed].reverse());
  });

  it("refuses a token that it never gave out", async () => {
    const catalogs = Buffer.from(JSON.stringify(["Stoneware mug", randomUUID()])).toString("base64url");
    for (const pageToken of ["mug", catalogs]) {
      expect(await outcome(ordering.listOrders({ pageToken }))).toBe("PAGE_TOKEN_INVALID");
    }
  });
});
