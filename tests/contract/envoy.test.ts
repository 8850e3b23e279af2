// Envoy's configuration at work: the real Envoy with the committed files, in front of a real gateway and beside a real discovery.
import { Code, createClient, type Transport } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { Client, credentials } from "@grpc/grpc-js";
import { Health } from "@meshmart/gen/grpc/health/v1/health_pb";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { createGrpcTransport } from "@meshmart/kit/transport";
import { type Mesh, startMesh } from "@meshmart/mesh/mesh";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { complaintsAbout, type Envoy, startEnvoy } from "./envoy.ts";

const SKILLET = "01930000-0000-7000-8000-000000000001";
const NOBODY = "01930000-0000-7000-8000-ffffffffffff";
/** Envoy's own default: after it, routes without a word on time end their requests. */
const DEFAULT_ROUTE_TIMEOUT_MS = 15_000;

let mesh: Mesh;
let edge: Envoy;
let url: string;
let watch: { endedEarly: boolean; openedAt: number; stop: () => void };
const clients: Client[] = [];

beforeAll(async () => {
  mesh = await startMesh({ only: ["catalog", "gateway"] });
  edge = await startEnvoy("envoy/edge.yaml", { gateway: `127.0.0.1:${new URL(mesh.gatewayUrl).port}` });
  url = `http://127.0.0.1:${edge.port}`;
  await vi.waitFor(async () => expect((await fetch(`${url}/healthz`)).status).toBe(200), { timeout: 10_000 });
  watch = await openWatch();
});

afterAll(async () => {
  watch?.stop();
  for (const client of clients) client.close();
  await edge?.stop();
  await mesh?.stop();
});

function grpc(address: string, authority?: string): Transport {
  const options = authority ? { "grpc.default_authority": authority } : {};
  const client = new Client(address, credentials.createInsecure(), options);
  clients.push(client);
  return createGrpcTransport({ client });
}

/** A gRPC stream through the edge that says one thing and then nothing. */
async function openWatch(): Promise<typeof watch> {
  const abort = new AbortController();
  const opened = { endedEarly: false, openedAt: Date.now(), stop: () => abort.abort() };
  const statuses = createClient(Health, grpc(`127.0.0.1:${edge.port}`)).watch({}, { signal: abort.signal });
  const iterator = statuses[Symbol.asyncIterator]();
  await iterator.next();
  const next = iterator.next().catch(() => ({ done: true }));
  void next.then(() => {
    opened.endedEarly = !abort.signal.aborted;
  });
  return opened;
}

async function logLine(field: string, value: unknown): Promise<Record<string, unknown>> {
  await expect.poll(() => edge.accessLog().some((line) => line[field] === value), { timeout: 5_000 }).toBe(true);
  return edge.accessLog().find((line) => line[field] === value)!;
}

test.for(["envoy/edge.yaml", "envoy/sidecar.yaml"])("Envoy accepts %s, and finds nothing deprecated in it", (file) => {
  expect(complaintsAbout(file)).toBe("");
});

test("REST over HTTP/1.1 arrives, and its log line carries the trace and no query", async () => {
  const response = await fetch(`${url}/v1/products?page_size=2`);
  expect(response.status).toBe(200);
  expect(((await response.json()) as { products: unknown[] }).products).toHaveLength(2);
  const traceId = response.headers.get("x-trace-id");
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(await logLine("traceId", traceId)).toMatchObject({
    service: "edge",
    http: "GET",
    path: "/v1/products",
    protocol: "HTTP/1.1",
    status: 200,
    requestId: response.headers.get("x-request-id"),
  });
});

test("a trace and a request id that the client began go on", async () => {
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  const requestId = "4f2d3c1e-0000-4000-8000-00000000beef";
  const response = await fetch(`${url}/v1/products`, { headers: { traceparent, "x-request-id": requestId } });
  expect(response.headers.get("x-trace-id")).toBe(traceId);
  expect(response.headers.get("x-request-id")).toBe(requestId);
  expect(await logLine("requestId", requestId)).toMatchObject({ traceId, traceparent });
});

test.for([
  ["gRPC over HTTP/2", () => grpc(`127.0.0.1:${edge.port}`), "HTTP/2"],
  ["gRPC-Web over HTTP/1.1", () => createGrpcWebTransport({ baseUrl: url }), "HTTP/1.1"],
] as const)("%s arrives, errors with their details too", async ([, transport, protocol]) => {
  const catalog = createClient(CatalogService, transport());
  const { product } = await catalog.getProduct({ productId: SKILLET });
  expect(product?.title).toBe("Cast-iron skillet");
  const refusal = catalog.getProduct({ productId: NOBODY });
  await expect(refusal).rejects.toMatchObject({ code: Code.NotFound, rawMessage: expect.stringContaining(NOBODY) });
  const error = await refusal.catch((thrown) => thrown);
  expect(error.details.length).toBeGreaterThan(0);
  const lines = () => edge.accessLog().filter((line) => line.path === "/meshmart.catalog.v1.CatalogService/GetProduct");
  await expect
    .poll(() => lines().some((line) => line.protocol === protocol && line.grpcStatus === Code.NotFound))
    .toBe(true);
});

test("a body that says it is too large is refused before it travels, in the gateway's own words", async () => {
  const order = { method: "POST", headers: { "content-type": "application/json" }, body: "x".repeat(1_100_000) };
  const refused = await fetch(`${url}/v1/orders`, order);
  expect(refused.status).toBe(413);
  const { gateway } = await logLine("status", 413);
  expect(gateway).toBeNull();
  const byGateway = await fetch(`${mesh.gatewayUrl}/v1/orders`, order);
  expect(byGateway.status).toBe(413);
  expect(await refused.json()).toEqual(await byGateway.json());
});

test("a program without xDS calls its sidecar by the mesh name, and keeps finding the service after a restart", async () => {
  const sidecar = await startEnvoy("envoy/sidecar.yaml", { discovery: await mesh.address("discovery") });
  try {
    const catalog = createClient(CatalogService, grpc(`127.0.0.1:${sidecar.port}`, "catalog"));
    const title = async () => (await catalog.getProduct({ productId: SKILLET })).product?.title;
    await expect.poll(title, { timeout: 10_000 }).toBe("Cast-iron skillet");
    const before = await mesh.address("catalog");
    await mesh.restart("catalog");
    expect(await mesh.address("catalog")).not.toBe(before);
    expect(await title()).toBe("Cast-iron skillet");
  } finally {
    await sidecar.stop();
  }
});

test("who watches is not cut off", async () => {
  const open = () => Date.now() - watch.openedAt;
  await expect
    .poll(open, { timeout: DEFAULT_ROUTE_TIMEOUT_MS + 5_000 })
    .toBeGreaterThan(DEFAULT_ROUTE_TIMEOUT_MS + 1_000);
  expect(watch.endedEarly).toBe(false);
});

test("a gateway that hangs gets no more requests, and all of them again when it is back", async () => {
  await mesh.pause("gateway");
  const hungAt = Date.now();
  const ask = () => fetch(`${url}/v1/products`, { signal: AbortSignal.timeout(500) });
  const status = () =>
    ask().then(
      (response) => response.status,
      () => "no answer",
    );
  await expect.poll(status, { timeout: 10_000 }).toBe(503);
  expect(Date.now() - hungAt).toBeLessThan(6_000);
  const refused = await ask();
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(await refused.json()).toMatchObject({ code: 14, details: [{ reason: "GATEWAY_UNAVAILABLE" }, {}] });
  const health = createClient(Health, grpc(`127.0.0.1:${edge.port}`));
  await expect(health.check({})).rejects.toMatchObject({ code: Code.Unavailable });
  await mesh.resume("gateway");
  await expect.poll(status, { timeout: 5_000 }).toBe(200);
});

test("a gateway that dies is found again where it comes back", async () => {
  await mesh.kill("gateway");
  await mesh.untilReady("gateway");
  await expect.poll(async () => (await fetch(`${url}/v1/products`)).status, { timeout: 5_000 }).toBe(200);
});
