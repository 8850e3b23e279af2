// Who may call what, for every method of the contract: as a stranger, a guest, a customer, staff and services, at the gateway and at the
// service itself. What is theirs alone is in shop.test.ts.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  create,
  createFileRegistry,
  type DescMethod,
  type DescMethodStreaming,
  type DescMethodUnary,
  fromBinary,
} from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import type { Client } from "@grpc/grpc-js";
import { Access } from "@meshmart/gen/meshmart/options/v1/options_pb";
import { createChannel } from "@meshmart/kit/channel";
import { reasonOf } from "@meshmart/kit/errors";
import { meshNameOf, policyOf } from "@meshmart/kit/policy";
import { createGrpcTransport } from "@meshmart/kit/transport";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Headers, type Person, signInStaff, signUp } from "../src/customers.ts";
import { gatewayUrl, processes } from "../src/mesh.ts";
import { root } from "../src/programs.ts";

const registry = createFileRegistry(
  fromBinary(FileDescriptorSetSchema, readFileSync(join(root, "gen/contract.binpb"))),
);
const methods: DescMethod[] = [...registry].flatMap((type) =>
  type.kind === "service" && type.typeName.startsWith("meshmart.") ? type.methods : [],
);

/** Who calls; "service" is the one that the method names first, or any. */
const callers = ["stranger", "guest", "customer", "staff", "service", "another service"] as const;
type CallerName = (typeof callers)[number];

const { PUBLIC, GUEST, SIGNED_IN, STAFF, SERVICE } = Access;
/** Whom the contract lets in; everybody else is turned away with this code. */
const allowed: Record<number, readonly CallerName[]> = {
  [PUBLIC]: callers,
  [GUEST]: ["guest", "customer", "staff"],
  [SIGNED_IN]: ["customer", "staff"],
  [STAFF]: ["staff"],
  [SERVICE]: ["service"],
};

let customer: Person;
let staff: Person;
const channels = new Map<string, Client>();
const addresses = new Map<string, string>();

beforeAll(async () => {
  [customer, staff] = await Promise.all([signUp(), signInStaff()]);
  for (const { service, address } of await processes()) if (address) addresses.set(service, address);
});
afterAll(() => {
  for (const channel of channels.values()) channel.close();
});

async function headersOf(caller: CallerName, method: DescMethod): Promise<Headers> {
  const { callers: named } = policyOf(method);
  switch (caller) {
    case "stranger":
      return {};
    case "guest":
      return { "x-guest-id": randomUUID() };
    case "customer":
      return customer.headers();
    case "staff":
      return staff.headers();
    case "service":
      return { "x-mesh-service": named[0] ?? "ordering" };
    case "another service":
      return { "x-mesh-service": "somebody-else" };
  }
}

function dial(address: string): Transport {
  let client = channels.get(address);
  if (!client) {
    client = createChannel("access", address);
    channels.set(address, client);
  }
  return createGrpcTransport({ client });
}

/** "allowed" is whatever is no refusal of the caller: an empty request may well be wrong in other ways. */
async function attempt(transport: Transport, method: DescMethod, headers: Headers): Promise<string> {
  const abort = new AbortController();
  try {
    if (method.methodKind === "unary") await transport.unary(method as DescMethodUnary, undefined, 10_000, headers, {});
    else {
      const one = (async function* () {
        yield create(method.input);
      })();
      const { message } = await transport.stream(method as DescMethodStreaming, abort.signal, 10_000, headers, one);
      for await (const _ of message) break;
    }
    return "allowed";
  } catch (thrown) {
    const error = ConnectError.from(thrown);
    if (error.code === Code.Unauthenticated) return "sign in";
    if (error.code === Code.PermissionDenied && OF_THE_CALLER.has(reasonOf(error))) return "denied";
    return error.code === Code.Unimplemented ? "not there" : "allowed";
  } finally {
    abort.abort();
  }
}

/** Refusals of who calls; others are of what they ask for. */
const OF_THE_CALLER = new Set(["STAFF_ONLY", "CALLER_NOT_ALLOWED"]);

function expected(method: DescMethod, caller: CallerName): string {
  const { access, callers: named } = policyOf(method);
  if (allowed[access]?.includes(caller)) return "allowed";
  // Where the contract names no service, any may call.
  if (access === SERVICE) return caller === "another service" && named.length === 0 ? "allowed" : "denied";
  return access === STAFF && caller === "customer" ? "denied" : "sign in";
}

const table = methods.map((method) => [`${meshNameOf(method.parent.typeName)} ${method.name}`, method] as const);

it("every method says who may call it", () => {
  expect(table.length).toBeGreaterThan(50);
  expect(table.filter(([, method]) => policyOf(method).access === Access.UNSPECIFIED).map(([name]) => name)).toEqual(
    [],
  );
});

describe("at the service itself", () => {
  // The composed pages are the gateway's own.
  it.each(table.filter(([name]) => !name.startsWith("storefront")))("%s", async (_name, method) => {
    const transport = dial(addresses.get(meshNameOf(method.parent.typeName))!);
    for (const caller of callers) {
      const outcome = await attempt(transport, method, await headersOf(caller, method));
      expect([caller, outcome]).toEqual([caller, expected(method, caller)]);
    }
  });
});

describe("at the gateway", () => {
  it.each(table)("%s", async (_name, method) => {
    const transport = dial(new URL(gatewayUrl).host);
    const { access } = policyOf(method);
    for (const caller of callers) {
      const outcome = await attempt(transport, method, await headersOf(caller, method));
      // Nobody is a service there, and whoever has no cart yet becomes a guest.
      const outside = caller === "service" || caller === "another service" ? "stranger" : caller;
      const atGateway = access === SERVICE ? "not there" : access === GUEST ? "allowed" : expected(method, outside);
      expect([caller, outcome]).toEqual([caller, atGateway]);
    }
  });
});
