// A call between services: repeated when that is harmless, bounded by whoever waits for it, and part of its caller's trace.
import { randomUUID } from "node:crypto";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import type * as grpc from "@grpc/grpc-js";
import { Health } from "@meshmart/gen/grpc/health/v1/health_pb";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { currentCall } from "@meshmart/kit/call-context";
import { DomainError, reasonOf } from "@meshmart/kit/errors";
import { deadlineMsOf } from "@meshmart/kit/policy";
import { addService, createServer, listen, shutdown } from "@meshmart/kit/serve";
import { clientOf, serveForTest } from "@meshmart/kit/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { startProxy } from "./tcp-proxy.ts";

const soon = { timeout: 5_000, interval: 5 };

type Add = (server: grpc.Server) => void;

/** A server that can be ended and started again at the same address. */
async function startServer(add: Add, port = 0) {
  const server = createServer();
  add(server);
  const bound = await listen(server, "127.0.0.1", port);
  const end = () => shutdown(server, 0);
  onTestFinished(end);
  return { port: bound, address: `127.0.0.1:${bound}`, end };
}

const stockOf = (onHand: number) => ({ stock: { onHand } });
type Stock = ReturnType<typeof stockOf>;
const hangs = () => new Promise<never>(() => {});

describe("a call that may be repeated", () => {
  it("outlives a restart of the one it was sent to", async () => {
    const first = await startServer((server) =>
      addService(server, InventoryService, { getStock: () => stockOf(1) }, []),
    );
    const inventory = clientOf(InventoryService, first.address);
    const productId = randomUUID();
    expect((await inventory.getStock({ productId })).stock?.onHand).toBe(1);
    await first.end();
    const during = inventory.getStock({ productId });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await startServer((server) => addService(server, InventoryService, { getStock: () => stockOf(2) }, []), first.port);
    expect((await during).stock?.onHand).toBe(2);
    // And the connection is as good as before.
    expect((await inventory.getStock({ productId }, { timeoutMs: 500 })).stock?.onHand).toBe(2);
  });

  it("is sent again when its answer was lost with the connection", async () => {
    const getStock = vi.fn<() => Stock | Promise<Stock>>(() => stockOf(2)).mockImplementationOnce(hangs);
    const { address } = await startServer((server) => addService(server, InventoryService, { getStock }, []));
    const line = await startProxy(`tcp://${address}`);
    const answer = clientOf(InventoryService, `127.0.0.1:${line.port}`).getStock({ productId: randomUUID() });
    await vi.waitFor(() => expect(getStock).toHaveBeenCalledTimes(1), soon);
    line.cut();
    line.restore();
    expect((await answer).stock?.onHand).toBe(2);
    expect(getStock).toHaveBeenCalledTimes(2);
  });

  it("is sent again while the service says that it cannot at the moment, until the deadline", async () => {
    const getStock = vi.fn(() => {
      throw new DomainError("unavailable", "WAREHOUSE_ASLEEP", "Come back later.");
    });
    const { address } = await startServer((server) => addService(server, InventoryService, { getStock }, []));
    const startedAt = Date.now();
    const call = clientOf(InventoryService, address).getStock({ productId: randomUUID() }, { timeoutMs: 600 });
    expect(reasonOf(await call.catch(ConnectError.from))).toBe("WAREHOUSE_ASLEEP");
    expect(getStock.mock.calls.length).toBeGreaterThan(2);
    expect(Date.now() - startedAt).toBeLessThan(1_500);
  });

  it("says why it was sent again, where its deadline passes without another answer", async () => {
    const getStock = vi.fn(hangs).mockImplementationOnce(() => {
      throw new DomainError("unavailable", "WAREHOUSE_ASLEEP", "Come back later.");
    });
    const { address } = await startServer((server) => addService(server, InventoryService, { getStock }, []));
    const call = clientOf(InventoryService, address).getStock({ productId: randomUUID() }, { timeoutMs: 600 });
    expect(reasonOf(await call.catch(ConnectError.from))).toBe("WAREHOUSE_ASLEEP");
    expect(getStock).toHaveBeenCalledTimes(2);
  });

  it("is not sent again for an answer that will stay the same", async () => {
    const getStock = vi.fn(() => {
      throw new DomainError("missing", "STOCK_NOT_FOUND", "Not here.", { product_id: "x" });
    });
    const { address } = await startServer((server) => addService(server, InventoryService, { getStock }, []));
    await expect(clientOf(InventoryService, address).getStock({ productId: "x" })).rejects.toMatchObject({
      code: Code.NotFound,
    });
    expect(getStock).toHaveBeenCalledTimes(1);
  });

  it("ends at its deadline when nobody is there, rather than to wait for ever", async () => {
    const { address, end } = await startServer(() => {});
    await end();
    const call = clientOf(InventoryService, address).getStock({ productId: randomUUID() }, { timeoutMs: 300 });
    expect([Code.Unavailable, Code.DeadlineExceeded]).toContain(
      await call.catch((error) => ConnectError.from(error).code),
    );
  });
});

describe("a call that may not be repeated", () => {
  it("is sent once, and fails when its answer was lost with the connection", async () => {
    const check = vi.fn(() => ({})).mockImplementationOnce(hangs);
    const { address } = await startServer((server) => addService(server, Health, { check }, []));
    const line = await startProxy(`tcp://${address}`);
    const health = clientOf(Health, `127.0.0.1:${line.port}`);
    const failed = expect(health.check({})).rejects.toMatchObject({ code: Code.Unavailable });
    await vi.waitFor(() => expect(check).toHaveBeenCalledTimes(1), soon);
    line.cut();
    line.restore();
    await failed;
    expect(check).toHaveBeenCalledTimes(1);
  });

  it("is sent once when it is refused", async () => {
    const check = vi.fn(() => {
      throw new DomainError("unavailable", "ASLEEP", "Come back later.");
    });
    const { address } = await startServer((server) => addService(server, Health, { check }, []));
    await expect(clientOf(Health, address).check({})).rejects.toMatchObject({ code: Code.Unavailable });
    expect(check).toHaveBeenCalledTimes(1);
  });
});

/** A catalog that asks an inventory before it answers, and what the inventory saw of the calls. */
async function twoHops(getStock: (request: unknown, context: HandlerContext) => unknown = () => stockOf(1)) {
  const seen: { traceId: string; parent: string | undefined; leftMs: number }[] = [];
  const back = await serveForTest((server) =>
    addService(
      server,
      InventoryService,
      {
        getStock(request, context) {
          const { trace } = currentCall()!;
          seen.push({ traceId: trace.traceId, parent: trace.parentSpanId, leftMs: context.timeoutMs()! });
          return getStock(request, context) as never;
        },
      },
      [],
    ),
  );
  const inventory = clientOf(InventoryService, back);
  const hops: { traceId: string; spanId: string }[] = [];
  const front = await serveForTest((server) =>
    addService(
      server,
      CatalogService,
      {
        async getProduct({ productId }) {
          hops.push({ ...currentCall()!.trace });
          await inventory.getStock({ productId });
          return {};
        },
      },
      [],
    ),
  );
  return { catalog: clientOf(CatalogService, front), inventory, seen, hops };
}

describe("a call made for a call", () => {
  const request = { productId: randomUUID() };

  it("is part of the same trace, a span of its own", async () => {
    const { catalog, seen, hops } = await twoHops();
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    await catalog.getProduct(request, { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
    expect(hops[0]!.traceId).toBe(traceId);
    expect(seen[0]).toMatchObject({ traceId, parent: hops[0]!.spanId });
    // Whoever brings none begins one, and two callers at once keep theirs apart.
    await Promise.all([catalog.getProduct(request), catalog.getProduct(request)]);
    expect(new Set(seen.map((call) => call.traceId)).size).toBe(3);
    expect(seen.map((call) => call.traceId).sort()).toEqual(hops.map((call) => call.traceId).sort());
  });

  it("has no more time than is left for the call that it is made for", async () => {
    const { catalog, seen } = await twoHops();
    await catalog.getProduct(request, { timeoutMs: 700 });
    expect(seen[0]!.leftMs).toBeLessThanOrEqual(700);
    expect(seen[0]!.leftMs).toBeGreaterThan(100);
  });

  it("has no more time than its contract gives, whatever its caller asks for", async () => {
    const { inventory, seen } = await twoHops();
    await inventory.getStock(request, { timeoutMs: 60_000 });
    await inventory.getStock(request);
    const most = deadlineMsOf(InventoryService.method.getStock);
    for (const { leftMs } of seen) {
      expect(leftMs).toBeLessThanOrEqual(most);
      expect(leftMs).toBeGreaterThan(most - 2_000);
    }
  });

  it("is told when nobody waits for it any more", async () => {
    const aborted = vi.fn();
    const { catalog } = await twoHops((_request, { signal }) => {
      signal.addEventListener("abort", aborted);
      return hangs();
    });
    await expect(catalog.getProduct(request, { timeoutMs: 200 })).rejects.toMatchObject({
      code: Code.DeadlineExceeded,
    });
    await vi.waitFor(() => expect(aborted).toHaveBeenCalled(), soon);
  });

  it("hands its refusal on with the reason, as the answer of who refused", async () => {
    const { catalog } = await twoHops(() => {
      throw new DomainError("not_now", "OUT_OF_STOCK", "Only 0 left.", { product_id: "x" });
    });
    const error = await catalog.getProduct(request).catch(ConnectError.from);
    expect(error).toMatchObject({ code: Code.FailedPrecondition, rawMessage: "Only 0 left." });
    expect(reasonOf(error)).toBe("OUT_OF_STOCK");
  });
});
