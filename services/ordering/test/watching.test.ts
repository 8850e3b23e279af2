// Watching an order: every change as it happens, once, until nothing more will.
import { Code, ConnectError } from "@connectrpc/connect";
import type { Order } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { reasonOf } from "@meshmart/kit/errors";
import { expect, it, vi } from "vitest";
import { refuse, when, whenOnce } from "./fakes.ts";
import {
  as,
  customerId,
  historyOf,
  ordering,
  place,
  soon,
  startOrdering,
  stateOf,
  stepsOf,
  until,
} from "./ordering.ts";
import { delivered, dispatched, tell } from "./parcels.ts";

/** What a watcher is shown, growing; `ended` resolves when the stream does. */
function watch(orderId: string, signal?: AbortSignal, client = ordering) {
  const shown: Order[] = [];
  const ended = (async () => {
    for await (const { order } of client.watchOrder({ orderId }, signal ? { signal } : {})) shown.push(order!);
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

it("ends at once, to be opened again elsewhere, when its instance is told to stop", async () => {
  const leaving = await startOrdering();
  const orderId = await place();
  await until(orderId, "CONFIRMED");
  const there = as(customerId, "customer", leaving.address);
  const watching = Array.from({ length: 5 }, () => watch(orderId, undefined, there));
  await vi.waitFor(() => expect(watching.every(({ shown }) => shown.length === 1)).toBe(true), soon);
  const startedAt = Date.now();
  const ends = watching.map(({ ended }) => ended.catch(ConnectError.from));
  expect(await leaving.end()).toBe(0);
  // Cut by force, it would have been ten seconds.
  expect(Date.now() - startedAt).toBeLessThan(4_000);
  for (const error of await Promise.all(ends)) {
    expect([error?.code, reasonOf(error)]).toEqual([Code.Unavailable, "INSTANCE_LEAVING"]);
  }
  const again = watch(orderId);
  await vi.waitFor(() => expect(again.shown.map(stateOf)).toEqual(["CONFIRMED"]), soon);
  await tell(dispatched(orderId), delivered(orderId));
  await again.ended;
});
