// Who gets through the gateway, by header and by cookie; what a service is told of them; and the guest that somebody becomes.
import "./environment.ts";
import { randomUUID } from "node:crypto";
import { CartService } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { OrderingService } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { type Caller, callerOf } from "@meshmart/kit/caller";
import { createChannel } from "@meshmart/kit/channel";
import { access } from "@meshmart/kit/interceptors/access";
import { addService, createServer, listen as listenGrpc } from "@meshmart/kit/serve";
import { atEnd, openTestBroker, testLog } from "@meshmart/kit/testing";
import { createTestTokens, type TestTokens } from "@meshmart/kit/testing-tokens";
import { watchTokenKeys } from "@meshmart/kit/token-keys";
import { beforeAll, expect, it } from "vitest";
import { authentication } from "../src/authentication.ts";
import { createUpstream } from "../src/upstream.ts";
import { startMeshGateway } from "./harness.ts";

const customerId = randomUUID();
const guestId = randomUUID();
let url: string;
let tokens: TestTokens;
let seen: Caller | undefined;

beforeAll(async () => {
  const broker = await openTestBroker();
  tokens = await createTestTokens(broker);
  const keys = await watchTokenKeys(broker, testLog);
  const server = createServer();
  const note = (_request: unknown, context: Parameters<typeof callerOf>[0]) => {
    seen = callerOf(context);
    return {};
  };
  addService(server, CartService, { getCart: note, mergeCart: note }, [access(keys)]);
  addService(server, OrderingService, { listOrders: note }, [access(keys)]);
  const port = await listenGrpc(server, "127.0.0.1", 0);
  const upstream = createUpstream((service) => createChannel(service, `127.0.0.1:${port}`));
  const gateway = await startMeshGateway(() => [authentication(keys)], upstream.call);
  url = gateway.url;
  atEnd(async () => {
    await gateway.close();
    upstream.close();
    server.forceShutdown();
    keys.stop();
  });
});

async function get(path: string, headers: Record<string, string> = {}) {
  seen = undefined;
  const response = await fetch(`${url}${path}`, { headers });
  const body = (await response.json()) as { details?: { reason: string }[] };
  return { status: response.status, reason: body.details?.[0]?.reason, headers: response.headers };
}

it("lets a customer in by header, and by the browser's cookie", async () => {
  const token = tokens.of(customerId);
  expect((await get("/v1/orders", { authorization: `Bearer ${token}` })).status).toBe(200);
  expect(seen).toMatchObject({ customerId, role: "customer", service: "gateway" });
  expect((await get("/v1/orders", { cookie: `theme=dark; access_token=${token}` })).status).toBe(200);
  expect(seen).toMatchObject({ customerId });
});

it("turns away whoever is not signed in, and a token that has expired", async () => {
  expect(await get("/v1/orders")).toMatchObject({ status: 401, reason: "SIGN_IN_REQUIRED" });
  const old = tokens.of(customerId, "customer", 400_000);
  expect(await get("/v1/orders", { authorization: `Bearer ${old}` })).toMatchObject({
    status: 401,
    reason: "TOKEN_EXPIRED",
  });
  expect(await get("/v1/orders", { authorization: "Basic bWU6bWU=" })).toMatchObject({
    status: 401,
    reason: "TOKEN_INVALID",
  });
  expect(seen).toBeUndefined();
});

it("turns a customer away from what is for staff, before it looks at the request", async () => {
  const path = "/v1/products/none/details";
  expect(await get(path, { authorization: `Bearer ${tokens.of(customerId)}` })).toMatchObject({
    status: 403,
    reason: "STAFF_ONLY",
  });
});

it("makes a stranger with a cart a guest, and knows them again by cookie and by header", async () => {
  const first = await get("/v1/cart");
  const id = first.headers.get("x-guest-id")!;
  expect(seen).toEqual({ guestId: id, service: "gateway" });
  const cookie = first.headers.get("set-cookie")!;
  expect(cookie).toBe(`guest_id=${id}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict`);

  const again = await get("/v1/cart", { cookie: cookie.split(";")[0]! });
  expect([seen?.guestId, again.headers.get("set-cookie")]).toEqual([id, null]);
  await get("/v1/cart", { "x-guest-id": id });
  expect(seen?.guestId).toBe(id);
});

it("gives another id to a guest who made one up that is not a UUID", async () => {
  const { headers } = await get("/v1/cart", { "x-guest-id": "1" });
  expect(seen?.guestId).toBe(headers.get("x-guest-id"));
});

it("passes on both ids of a customer who was a guest, and makes no guest of a customer", async () => {
  const authorization = `Bearer ${tokens.of(customerId)}`;
  await get("/v1/cart", { authorization, cookie: `guest_id=${guestId}` });
  expect(seen).toMatchObject({ customerId, guestId });
  const { headers } = await get("/v1/cart", { authorization });
  expect([seen?.guestId, headers.get("set-cookie")]).toEqual([undefined, null]);
});

it("believes nobody outside to be a service of the mesh", async () => {
  const response = await fetch(`${url}/meshmart.inventory.v1.InventoryService/ReleaseStock`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-mesh-service": "ordering" },
    body: "{}",
  });
  expect(response.status).toBe(404);
  await get("/v1/cart", { "x-mesh-service": "ordering" });
  expect(seen?.service).toBe("gateway");
});
