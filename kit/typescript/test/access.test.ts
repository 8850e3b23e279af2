import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { CartService } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { OrderingService } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { beforeAll, expect, it } from "vitest";
import { type Caller, callerOf } from "../src/caller.ts";
import { createMeshClient } from "../src/client.ts";
import { reasonOf } from "../src/errors.ts";
import { access } from "../src/interceptors/access.ts";
import { addService } from "../src/serve.ts";
import { atEnd, clientOf, openTestBroker, serveForTest, type TestCaller, testLog } from "../src/testing.ts";
import { createTestTokens, type TestTokens } from "../src/testing-tokens.ts";
import { openTokenKeyBucket, watchTokenKeys } from "../src/token-keys.ts";

const customerId = randomUUID();
const guestId = randomUUID();
let address: string;
let tokens: TestTokens;
let seen: Caller | undefined;
let broker: Awaited<ReturnType<typeof openTestBroker>>;

beforeAll(async () => {
  broker = await openTestBroker();
  tokens = await createTestTokens(broker);
  const keys = await watchTokenKeys(broker, testLog);
  atEnd(() => keys.stop());
  const note = (_request: unknown, context: Parameters<typeof callerOf>[0]) => {
    seen = callerOf(context);
    return {};
  };
  address = await serveForTest((server) => {
    addService(server, CatalogService, { getProduct: note, createProduct: note }, [access(keys)]);
    addService(server, CartService, { getCart: note }, [access(keys)]);
    addService(server, OrderingService, { getOrder: note }, [access(keys)]);
    addService(server, InventoryService, { releaseStock: note }, [access(keys)]);
  });
});

const methods = {
  PUBLIC: (as: TestCaller) => clientOf(CatalogService, address, as).getProduct({}),
  GUEST: (as: TestCaller) => clientOf(CartService, address, as).getCart({}),
  SIGNED_IN: (as: TestCaller) => clientOf(OrderingService, address, as).getOrder({}),
  STAFF: (as: TestCaller) => clientOf(CatalogService, address, as).createProduct({}),
  SERVICE: (as: TestCaller) => clientOf(InventoryService, address, as).releaseStock({}),
};
type Access = keyof typeof methods;

const callers: Record<string, () => TestCaller> = {
  "nobody in particular": () => ({}),
  "a guest": () => ({ guestId }),
  "a guest whose id is not a UUID": () => ({ guestId: "me" }),
  "a customer": () => ({ token: tokens.of(customerId) }),
  "a customer with an expired token": () => ({ token: tokens.of(customerId, "customer", 400_000) }),
  "a customer with a token that somebody changed": () => ({ token: tampered(tokens.of(customerId)) }),
  staff: () => ({ token: tokens.of(customerId, "staff") }),
  "a service that is named": () => ({ service: "ordering" }),
  "a service that is not named": () => ({ service: "catalog" }),
};

const EXPIRED = "TOKEN_EXPIRED";
const INVALID = "TOKEN_INVALID";
const SIGN_IN = "SIGN_IN_REQUIRED";
const GUEST = "GUEST_ID_REQUIRED";
const REFUSED = "CALLER_NOT_ALLOWED";
const table: Record<keyof typeof callers, Record<Access, string>> = {
  "nobody in particular": { PUBLIC: "", GUEST, SIGNED_IN: SIGN_IN, STAFF: SIGN_IN, SERVICE: REFUSED },
  "a guest": { PUBLIC: "", GUEST: "", SIGNED_IN: SIGN_IN, STAFF: SIGN_IN, SERVICE: REFUSED },
  "a guest whose id is not a UUID": { PUBLIC: "", GUEST, SIGNED_IN: SIGN_IN, STAFF: SIGN_IN, SERVICE: REFUSED },
  "a customer": { PUBLIC: "", GUEST: "", SIGNED_IN: "", STAFF: "STAFF_ONLY", SERVICE: REFUSED },
  "a customer with an expired token": {
    PUBLIC: EXPIRED,
    GUEST: EXPIRED,
    SIGNED_IN: EXPIRED,
    STAFF: EXPIRED,
    SERVICE: EXPIRED,
  },
  "a customer with a token that somebody changed": {
    PUBLIC: INVALID,
    GUEST: INVALID,
    SIGNED_IN: INVALID,
    STAFF: INVALID,
    SERVICE: INVALID,
  },
  staff: { PUBLIC: "", GUEST: "", SIGNED_IN: "", STAFF: "", SERVICE: REFUSED },
  "a service that is named": { PUBLIC: "", GUEST, SIGNED_IN: SIGN_IN, STAFF: SIGN_IN, SERVICE: "" },
  "a service that is not named": { PUBLIC: "", GUEST, SIGNED_IN: SIGN_IN, STAFF: SIGN_IN, SERVICE: REFUSED },
};

const CODES: Record<string, Code> = { STAFF_ONLY: Code.PermissionDenied, CALLER_NOT_ALLOWED: Code.PermissionDenied };
const cases = Object.entries(table).flatMap(([who, row]) =>
  Object.entries(row).map(([access, reason]) => [who, access as Access, reason || "lets them in"] as const),
);

it.each(cases)("%s at a method for %s: %s", async (who, access, reason) => {
  const outcome = await methods[access](callers[who]!()).then(
    () => "lets them in",
    (error) => error as ConnectError,
  );
  if (outcome instanceof ConnectError) {
    expect([reasonOf(outcome), Code[outcome.code]]).toEqual([reason, Code[CODES[reason] ?? Code.Unauthenticated]]);
  } else {
    expect(outcome).toBe(reason);
  }
});

it("tells the handler who calls", async () => {
  await methods.GUEST({ token: tokens.of(customerId, "staff"), guestId });
  expect(seen).toMatchObject({ customerId, role: "staff", guestId, service: undefined });
});

it("passes whom a call is for on to the services that it calls", async () => {
  const keys = await watchTokenKeys(broker, testLog);
  atEnd(() => keys.stop());
  process.env.MESH_TARGET = address;
  const ordering = createMeshClient(OrderingService, "cart");
  const relaying = await serveForTest((server) =>
    addService(server, CartService, { getCart: () => ordering.getOrder({}).then(() => ({})) }, [access(keys)]),
  );
  await clientOf(CartService, relaying, { token: tokens.of(customerId), guestId }).getCart({});
  expect(seen).toMatchObject({ customerId, guestId, service: "cart" });
});

it("takes tokens of a key that is published later, and none of a key that is taken back", async () => {
  const later = await createTestTokens(broker);
  const call = () => methods.SIGNED_IN({ token: later.of(customerId) });
  await expect
    .poll(() =>
      call().then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  const bucket = await openTokenKeyBucket(broker);
  const kid = JSON.parse(Buffer.from(later.of(customerId).split(".")[0]!, "base64url").toString()).kid;
  await bucket.delete(kid);
  await expect.poll(() => call().then(() => "", reasonOf)).toBe(INVALID);
});

it("leaves out what is no key, says so, and knows the others all the same", async () => {
  const bucket = await openTokenKeyBucket(broker);
  const noKeys = {
    "no-json": "{",
    "no-object": "null",
    "another-kind": '{"kty":"RSA","n":"AQAB","e":"AQAB"}',
    "too-short": '{"kty":"OKP","crv":"Ed25519","x":"AAAA"}',
  };
  for (const [kid, value] of Object.entries(noKeys)) await bucket.put(kid, value);
  const said: unknown[] = [];
  const log = testLog.child({});
  log.error = (about: { key?: string }) => void said.push(about.key);
  const keys = await watchTokenKeys(broker, log);
  atEnd(() => keys.stop());
  for (const kid of Object.keys(noKeys)) await bucket.purge(kid);
  expect(keys.verify(tokens.of(customerId))).toMatchObject({ sub: customerId });
  expect(said.sort()).toEqual(Object.keys(noKeys).sort());
});

/** The same header and signature around another customer's claims. */
function tampered(token: string): string {
  const [header, payload, signature] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload!, "base64url").toString());
  return [header, Buffer.from(JSON.stringify({ ...claims, sub: randomUUID() })).toString("base64url"), signature].join(
    ".",
  );
}
