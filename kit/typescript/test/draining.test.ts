// A server that is about to leave: what would never end by itself is ended at once and may be opened elsewhere; what will end, ends.
import { setTimeout as sleep } from "node:timers/promises";
import { Code, ConnectError } from "@connectrpc/connect";
import { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { OrderingService } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { reasonOf } from "@meshmart/kit/errors";
import { addService, createServer, listen, shutdown } from "@meshmart/kit/serve";
import { clientOf } from "@meshmart/kit/testing";
import { expect, it, vi } from "vitest";

const soon = { timeout: 5_000, interval: 5 };

/** A server with a stream that yields until its caller or the server leaves, and a call that takes as long as `work`. */
async function serve(work: Promise<void> = Promise.resolve()) {
  const draining = new AbortController();
  const heard = { ended: 0, reason: undefined as unknown };
  const server = createServer();
  const watchOrder = async function* (_: unknown, { signal }: { signal: AbortSignal }) {
    while (!signal.aborted) {
      yield {};
      await sleep(5);
    }
    heard.reason = signal.reason;
    heard.ended++;
  };
  addService(server, OrderingService, { watchOrder }, [], { draining: draining.signal });
  addService(server, InventoryService, { releaseStock: () => work.then(() => ({})) }, [], {
    draining: draining.signal,
  });
  const address = `127.0.0.1:${await listen(server, "127.0.0.1", 0)}`;
  return { server, draining, heard, address };
}

/** Watches, and counts what it is shown; `ended` has the error that ended it. */
function watch(address: string) {
  const watching = { shown: 0, ended: Promise.resolve<ConnectError | undefined>(undefined) };
  watching.ended = (async () => {
    try {
      for await (const _ of clientOf(OrderingService, address).watchOrder({})) watching.shown++;
      return undefined;
    } catch (error) {
      return ConnectError.from(error);
    }
  })();
  return watching;
}

it("ends streams without a limit at once, with UNAVAILABLE, and tells their handlers why", async () => {
  const { server, draining, heard, address } = await serve();
  const watching = Array.from({ length: 20 }, () => watch(address));
  await vi.waitFor(() => expect(watching.every(({ shown }) => shown > 1)).toBe(true), soon);
  const startedAt = Date.now();
  draining.abort();
  await shutdown(server, 10_000);
  expect(Date.now() - startedAt).toBeLessThan(2_000);
  for (const { ended } of watching) {
    const error = await ended;
    expect([error?.code, reasonOf(error)]).toEqual([Code.Unavailable, "INSTANCE_LEAVING"]);
  }
  await vi.waitFor(() => expect(heard.ended).toBe(20), soon);
  expect(heard.reason).toMatchObject({ code: Code.Unavailable });
});

it("ends one that is opened after it has begun to leave", async () => {
  const { server, draining, address } = await serve();
  draining.abort();
  const error = await watch(address).ended;
  expect([error?.code, reasonOf(error)]).toEqual([Code.Unavailable, "INSTANCE_LEAVING"]);
  await shutdown(server, 1_000);
});

it("lets a call that has begun finish", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { server, draining, address } = await serve(promise);
  const begun = clientOf(InventoryService, address).releaseStock({ orderId: "o" });
  const watching = watch(address);
  await vi.waitFor(() => expect(watching.shown).toBeGreaterThan(0), soon);
  draining.abort();
  const left = shutdown(server, 10_000);
  expect((await watching.ended)?.code).toBe(Code.Unavailable);
  resolve();
  expect(await begun).toMatchObject({ $typeName: "meshmart.inventory.v1.ReleaseStockResponse" });
  await left;
});

it("forgets streams that have ended before", async () => {
  const { server, draining, heard, address } = await serve();
  const leave = new AbortController();
  const watching = (async () => {
    for await (const _ of clientOf(OrderingService, address).watchOrder({}, { signal: leave.signal })) leave.abort();
  })();
  await expect(watching).rejects.toMatchObject({ code: Code.Canceled });
  await vi.waitFor(() => expect(heard.ended).toBe(1), soon);
  const logged = vi.spyOn(process, "emitWarning");
  draining.abort();
  await shutdown(server, 1_000);
  expect(heard.ended).toBe(1);
  expect(logged).not.toHaveBeenCalled();
});
