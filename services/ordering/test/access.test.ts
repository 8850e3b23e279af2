// Whose orders they are: a customer's own, and staff's to read. Nobody learns of others' orders, not even that there are any.
import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { OrderingService } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { encodeStatus, reasonOf } from "@meshmart/kit/errors";
import { clientOf } from "@meshmart/kit/testing";
import { describe, expect, it } from "vitest";
import { callsFor, requestsTo } from "./fakes.ts";
import { as, customerId, historyOf, ordering, orderOf, outcome, place, service, sql, until } from "./ordering.ts";

const stranger = as(randomUUID());
const staff = as(randomUUID(), "staff");
type Client = typeof ordering;

/** The calls that are about one order. */
const CALLS: Record<string, (client: Client, orderId: string) => Promise<unknown>> = {
  getOrder: (client, orderId) => client.getOrder({ orderId }),
  cancelOrder: (client, orderId) => client.cancelOrder({ orderId }),
  watchOrder: async (client, orderId) => {
    for await (const { order } of client.watchOrder({ orderId })) return order;
  },
};

describe.each(Object.entries(CALLS))("%s", (_, call) => {
  it("tells a stranger of an order what it tells of one that there is not", async () => {
    const [there, notThere] = [await place(), randomUUID()];
    const told = await Promise.all(
      [there, notThere].map(async (orderId) => {
        const error = ConnectError.from(await call(stranger, orderId).catch((thrown) => thrown));
        expect(error.code).toBe(Code.PermissionDenied);
        expect(reasonOf(error)).toBe("ORDER_NOT_YOURS");
        return encodeStatus(error).toString("latin1").replaceAll(orderId, "<id>");
      }),
    );
    expect(told[0]).toBe(told[1]);
  });

  it("shows staff every order, and says when there is none", async () => {
    const orderId = await place();
    expect(await outcome(call(staff, orderId))).toBe("OK");
    const error = ConnectError.from(await call(staff, randomUUID()).catch((thrown) => thrown));
    expect([error.code, reasonOf(error)]).toEqual([Code.NotFound, "ORDER_NOT_FOUND"]);
  });

  it("is for nobody without a token", async () => {
    const nobody = clientOf(OrderingService, service.address);
    const error = ConnectError.from(await call(nobody, await place()).catch((thrown) => thrown));
    expect([error.code, reasonOf(error)]).toEqual([Code.Unauthenticated, "SIGN_IN_REQUIRED"]);
  });
});

it("does not call off an order for a stranger, and says in its history when staff did", async () => {
  const orderId = await place();
  expect(await outcome(stranger.cancelOrder({ orderId }))).toBe("ORDER_NOT_YOURS");
  const order = await until(orderId, "CONFIRMED");
  expect(historyOf(order)).not.toContain("CancellationRequested");
  expect(callsFor(orderId)).not.toContain("cancelShipment");
  await staff.cancelOrder({ orderId });
  expect((await until(orderId, "CANCELLED")).history).toContainEqual(
    expect.objectContaining({ type: "CancellationRequested", detail: "by staff" }),
  );
});

describe("an order is placed", () => {
  it("for the caller, whether or not the request says so: it is the same request", async () => {
    const request = orderOf();
    const first = (await ordering.placeOrder(request)).order!;
    expect(first.customerId).toBe(customerId);
    for (const named of [customerId, customerId.toUpperCase()]) {
      const again = (await ordering.placeOrder({ ...request, customerId: named })).order!;
      expect(again.orderId).toBe(first.orderId);
    }
  });

  it("for nobody else, not even by staff", async () => {
    for (const client of [stranger, staff]) {
      const request = orderOf({ customerId });
      expect(await outcome(client.placeOrder(request))).toBe("ORDER_NOT_YOURS");
      expect(await sql`select 1 from orders where request_id = ${request.requestId!}`).toEqual([]);
    }
  });

  it("apart from another customer's with the same request_id", async () => {
    const request = orderOf();
    const mine = (await ordering.placeOrder(request)).order!;
    const theirs = (await stranger.placeOrder({ ...request, items: [{ ...request.items![0]!, quantity: 1 }] })).order!;
    expect(theirs.orderId).not.toBe(mine.orderId);
    expect((await ordering.placeOrder(request)).order!.orderId).toBe(mine.orderId);
  });

  it("with a payment method that is the customer's", async () => {
    const before = requestsTo("tokenizePaymentMethod").length;
    await place();
    expect(requestsTo("tokenizePaymentMethod")[before]!.request.customerId).toBe(customerId);
  });
});

describe("a list of orders", () => {
  it("is the caller's, whether or not the request says so", async () => {
    const me = randomUUID();
    const client = as(me);
    const { orderId } = (await client.placeOrder(orderOf())).order!;
    for (const request of [{}, { customerId: me }, { customerId: me.toUpperCase() }]) {
      expect((await client.listOrders(request)).orders.map((order) => order.orderId)).toEqual([orderId]);
    }
  });

  it("is nobody else's, but for staff", async () => {
    const orderId = await place();
    const error = ConnectError.from(await stranger.listOrders({ customerId }).catch((thrown) => thrown));
    expect([error.code, reasonOf(error)]).toEqual([Code.PermissionDenied, "ORDER_NOT_YOURS"]);
    const { orders } = await staff.listOrders({ customerId });
    expect(orders.map((order) => order.orderId)).toContain(orderId);
    expect((await staff.listOrders({})).orders).toEqual([]);
  });
});
