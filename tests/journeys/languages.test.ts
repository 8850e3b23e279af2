// Clients of every kind: programs in three languages that dial a mesh name by xDS, and the protocols of the gateway, each with
// generated types, a stream, and an error that says its reason.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import * as node from "@connectrpc/connect-node";
import * as web from "@connectrpc/connect-web";
import { BadRequestSchema, ErrorInfoSchema, ResourceInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import {
  Order_State,
  OrderingService,
  type PlaceOrderRequest,
  PlaceOrderRequestSchema,
} from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { signedIn } from "../src/customers.ts";
import { gatewayUrl } from "../src/mesh.ts";
import { BUILD_TIMEOUT_MS, buildGo, root, run } from "../src/programs.ts";
import { cards, mug } from "../src/shop.ts";

describe("a program that dials xds:///catalog reads a product", () => {
  let goProgram: string;
  beforeAll(async () => {
    goProgram = await buildGo("client-product", "./tests/clients/product");
  }, BUILD_TIMEOUT_MS);

  it.each([
    ["Go", () => [goProgram]],
    ["Python", () => [join(root, ".mesh/venv/bin/python"), "tests/clients/product.py"]],
    ["TypeScript", () => [process.execPath, "tests/clients/product.ts"]],
  ] as const)("in %s", async (_language, program) => {
    const [file, ...args] = program();
    const { code, stdout, stderr } = await run(file!, [...args, mug], {
      GRPC_XDS_BOOTSTRAP: join(inject("meshDir"), "xds-bootstrap.json"),
      PYTHONPATH: join(root, "gen/python"),
      PYTHONDONTWRITEBYTECODE: "1",
    });
    expect([code, stdout.trim()], stderr).toEqual([0, "Stoneware mug"]);
  });
});

const baseUrl = gatewayUrl;
const interceptors = [signedIn];
const transports: readonly (readonly [string, () => Transport])[] = [
  ["Connect JSON, from a browser", () => web.createConnectTransport({ baseUrl, interceptors })],
  [
    "Connect Protobuf, from a browser",
    () => web.createConnectTransport({ baseUrl, interceptors, useBinaryFormat: true }),
  ],
  ["Connect with GET, from a browser", () => web.createConnectTransport({ baseUrl, interceptors, useHttpGet: true })],
  ["gRPC-Web, from a browser", () => web.createGrpcWebTransport({ baseUrl, interceptors })],
  ["Connect JSON, HTTP/1.1", () => node.createConnectTransport({ baseUrl, interceptors, httpVersion: "1.1" })],
  ["Connect JSON, HTTP/2", () => node.createConnectTransport({ baseUrl, interceptors, httpVersion: "2" })],
  [
    "Connect Protobuf, HTTP/2",
    () => node.createConnectTransport({ baseUrl, interceptors, httpVersion: "2", useBinaryFormat: true }),
  ],
  ["gRPC-Web, HTTP/1.1", () => node.createGrpcWebTransport({ baseUrl, interceptors, httpVersion: "1.1" })],
  ["gRPC-Web, HTTP/2", () => node.createGrpcWebTransport({ baseUrl, interceptors, httpVersion: "2" })],
  ["gRPC", () => node.createGrpcTransport({ baseUrl, interceptors })],
];

describe.each(transports)("through the gateway with %s", (_name, createTransport) => {
  const transport = createTransport();
  const catalog = createClient(CatalogService, transport);
  const ordering = createClient(OrderingService, transport);

  it("a call", async () => {
    const { product } = await catalog.getProduct({ productId: mug, currencyCode: "USD" });
    expect(product?.title).toBe("Stoneware mug");
    expect(product?.price).toMatchObject({ currencyCode: "USD", units: 9n, nanos: 900_000_000 });
  });

  it("a stream, to its end", async () => {
    const { order } = await ordering.placeOrder(orderOn(cards.declined));
    const states: Order_State[] = [];
    for await (const { order: now } of ordering.watchOrder({ orderId: order!.orderId }, { timeoutMs: 30_000 })) {
      states.push(now!.state);
    }
    // Each state before the last may be seen or already be over.
    expect(states.at(-1)).toBe(Order_State.CANCELLED);
    expect(states.slice(0, -1).every((state) => state === Order_State.PENDING)).toBe(true);
  });

  it("an error that says its reason", async () => {
    const productId = randomUUID();
    const missing = await failureOf(catalog.getProduct({ productId }));
    expect(missing.code).toBe(Code.NotFound);
    const [info] = missing.findDetails(ErrorInfoSchema);
    expect(info).toMatchObject({ reason: "PRODUCT_NOT_FOUND", domain: "meshmart.catalog" });
    expect(missing.findDetails(ResourceInfoSchema)[0]?.resourceName).toBe(productId);

    const wrong = await failureOf(catalog.getProduct({ productId: "no-id" }));
    expect(wrong.code).toBe(Code.InvalidArgument);
    expect(wrong.findDetails(BadRequestSchema)[0]?.fieldViolations[0]?.field).toBe("product_id");
  });

  it("a call after one that was too large", async () => {
    const tooLarge = await failureOf(
      ordering.placeOrder({ ...orderOn(cards.good), customerId: "x".repeat(2_000_000) }),
    );
    expect(tooLarge.code).toBe(Code.ResourceExhausted);
    const { product } = await catalog.getProduct({ productId: mug }, { timeoutMs: 10_000 });
    expect(product?.title).toBe("Stoneware mug");
  });

  it("an error of a stream", async () => {
    const watch = ordering.watchOrder({ orderId: randomUUID() }, { timeoutMs: 30_000 });
    const error = await failureOf(watch[Symbol.asyncIterator]().next());
    expect(error.code).toBe(Code.PermissionDenied);
    expect(error.findDetails(ErrorInfoSchema)[0]?.reason).toBe("ORDER_NOT_YOURS");
  });
});

async function failureOf(call: Promise<unknown>): Promise<ConnectError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConnectError)) throw new Error(`Expected a ConnectError, not ${error}.`);
  return error;
}

function orderOn(number: string): PlaceOrderRequest {
  return create(PlaceOrderRequestSchema, {
    requestId: randomUUID(),
    items: [{ productId: mug, quantity: 1 }],
    shippingOptionId: "standard",
    paymentMethod: {
      method: {
        case: "card",
        value: { number, expiryMonth: 12, expiryYear: 2040, securityCode: "123", holderName: "Kim Minji" },
      },
    },
    address: {
      recipient: "Kim Minji",
      addressLines: ["1 Sejong-daero"],
      city: "Seoul",
      postalCode: "04524",
      countryCode: "KR",
    },
  });
}
