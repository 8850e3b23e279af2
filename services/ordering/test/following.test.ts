// An order after its checkout: its history and its state by shipping's events, and what it tells of them.
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { publishEvent } from "@meshmart/kit/testing";
import { describe, expect, it, vi } from "vitest";
import { callsFor, DOLL, MUG, refuse, when, whenOnce } from "./fakes.ts";
import { broker, customerId, eventsOf, historyOf, place, read, soon, sql, stateOf, until } from "./ordering.ts";
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

  it("ends in an event with what arrived, each product once, and when, for whom: once", async () => {
    const items = [
      { productId: MUG, quantity: 2 },
      { productId: MUG, purchaseOptionId: "pair", quantity: 1 },
      { productId: DOLL, quantity: 1 },
    ];
    const orderId = await place({ items });
    await until(orderId, "CONFIRMED");
    const at = new Date("2026-11-23T04:05:06.789Z");
    // The parcel's second scan is another event.
    await tell(dispatched(orderId), delivered(orderId, at), delivered(orderId));
    const events = await eventsOf(orderId);
    const arrivals = () => events.filter(({ type }) => type === "OrderDelivered");
    await vi.waitFor(() => expect(arrivals()).toHaveLength(1), soon);
    expect(arrivals()[0]!.message).toMatchObject({
      orderId,
      customerId,
      productIds: [MUG, DOLL],
      deliveryTime: timestampFromDate(at),
    });
    expect(await sql`select 1 from outbox where subject = ${`ordering.order_delivered.${orderId}`}`).toHaveLength(1);
  });

  it("does not revive an order that was called off", async () => {
    when("reserveStock", refuse("OUT_OF_STOCK"));
    const orderId = await place();
    await until(orderId, "CANCELLED");
    await tell(dispatched(orderId), delivered(orderId));
    expect(stateOf(await read(orderId))).toBe("CANCELLED");
    expect(await sql`select 1 from outbox where subject = ${`ordering.order_delivered.${orderId}`}`).toEqual([]);
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
