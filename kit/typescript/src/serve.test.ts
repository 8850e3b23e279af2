import { Code, ConnectError, createClient, type Interceptor } from "@connectrpc/connect";
import type * as grpc from "@grpc/grpc-js";
import { BadRequestSchema, ErrorInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { OrderingService } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { afterEach, expect, it } from "vitest";
import { createChannel } from "./channel.ts";
import { DomainError } from "./errors.ts";
import { access } from "./interceptors/access.ts";
import { validation } from "./interceptors/validation.ts";
import { addService, createServer, listen, shutdown } from "./serve.ts";
import { createTokenVerifier } from "./token-keys.ts";
import { createGrpcTransport } from "./transport.ts";

const productId = "01890a5d-ac96-774b-bcce-b302099a8057";
const open: { server: grpc.Server; client: grpc.Client }[] = [];

afterEach(async () => {
  for (const { client, server } of open.splice(0)) {
    client.close();
    await shutdown(server, 100);
  }
});

async function serveAndDial(
  add: (server: grpc.Server) => void,
  headers: Record<string, string> = {},
  interceptors: Interceptor[] = [],
) {
  const server = createServer();
  add(server);
  const client = createChannel("test", `127.0.0.1:${await listen(server, "127.0.0.1", 0)}`);
  open.push({ server, client });
  return createGrpcTransport({ client, headers, interceptors });
}

it("carries a domain error with its reason and metadata to the caller", async () => {
  const transport = await serveAndDial((server) =>
    addService(
      server,
      CatalogService,
      {
        getProduct() {
          throw new DomainError("missing", "PRODUCT_NOT_FOUND", "There is no such product.", { product: productId });
        },
      },
      [],
    ),
  );
  const error = await createClient(CatalogService, transport).getProduct({ productId }).catch(ConnectError.from);
  expect(error).toMatchObject({ code: Code.NotFound, rawMessage: "There is no such product." });
  expect((error as ConnectError).findDetails(ErrorInfoSchema)[0]).toMatchObject({
    reason: "PRODUCT_NOT_FOUND",
    domain: "meshmart.catalog",
    metadata: { product: productId },
  });
});

it("tells the caller of an unexpected error nothing but the trace", async () => {
  const transport = await serveAndDial((server) =>
    addService(
      server,
      CatalogService,
      {
        getProduct() {
          throw new Error("password=hunter2");
        },
      },
      [],
    ),
  );
  const error = await createClient(CatalogService, transport).getProduct({ productId }).catch(ConnectError.from);
  expect((error as ConnectError).rawMessage).toMatch(
    /^Something went wrong on our side\. Quote trace [0-9a-f]{32} to support\.$/,
  );
});

it("names every field that breaks a rule of the contract", async () => {
  const transport = await serveAndDial((server) =>
    addService(server, InventoryService, { reserveStock: () => ({}) }, [validation]),
  );
  const error = await createClient(InventoryService, transport)
    .reserveStock({ orderId: "no uuid", items: [{ productId, quantity: 0 }] })
    .catch(ConnectError.from);
  expect((error as ConnectError).code).toBe(Code.InvalidArgument);
  const fields = (error as ConnectError).findDetails(BadRequestSchema)[0]!.fieldViolations.map(({ field }) => field);
  expect(fields).toEqual(["order_id", "items[0].quantity"]);
});

it("refuses an internal method to anybody but the services that the contract names", async () => {
  const guard = access(createTokenVerifier());
  const add = (server: grpc.Server) => addService(server, InventoryService, { releaseStock: () => ({}) }, [guard]);
  const refused = createClient(InventoryService, await serveAndDial(add, { "x-mesh-service": "catalog" }));
  await expect(refused.releaseStock({ orderId: productId })).rejects.toMatchObject({ code: Code.PermissionDenied });
  const allowed = createClient(InventoryService, await serveAndDial(add, { "x-mesh-service": "ordering" }));
  await expect(allowed.releaseStock({ orderId: productId })).resolves.toBeDefined();
});

it("streams, and stops the handler when the caller leaves", async () => {
  let stopped: () => void = () => {};
  const left = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  const transport = await serveAndDial((server) =>
    addService(
      server,
      OrderingService,
      {
        async *watchOrder({ orderId }) {
          try {
            for (;;) {
              yield { order: { orderId } };
              await new Promise((resolve) => setTimeout(resolve, 5));
            }
          } finally {
            stopped();
          }
        },
      },
      [],
    ),
  );
  const abort = new AbortController();
  const watch = createClient(OrderingService, transport).watchOrder({ orderId: productId }, { signal: abort.signal });
  const received: (string | undefined)[] = [];
  await expect(async () => {
    for await (const { order } of watch) if (received.push(order?.orderId) === 3) abort.abort();
  }).rejects.toMatchObject({ code: Code.Canceled });
  expect(received.slice(0, 3)).toEqual([productId, productId, productId]);
  await left;
});

const passOn: Interceptor = (next) => (request) => next(request);
it.each([
  ["", []],
  [", also behind interceptors", [passOn]],
])("ends a call at the caller's deadline%s", async (_where, interceptors) => {
  const add = (server: grpc.Server) =>
    addService(server, CatalogService, { getProduct: () => new Promise<never>(() => {}) }, []);
  const transport = await serveAndDial(add, {}, interceptors);
  const call = createClient(CatalogService, transport).getProduct({ productId }, { timeoutMs: 50 });
  await expect(call).rejects.toMatchObject({ code: Code.DeadlineExceeded });
});
