import { gzipSync } from "node:zlib";
import { create, createRegistry, type Message } from "@bufbuild/protobuf";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { file_google_rpc_error_details } from "@meshmart/gen/google/rpc/error_details_pb";
import { createChannel } from "@meshmart/kit/channel";
import { createGrpcTransport as createKitTransport } from "@meshmart/kit/transport";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startGateway, type TestGateway } from "./harness.ts";

const gateway: TestGateway = await startGateway();
afterAll(() => gateway.close());

const baseUrl = gateway.url;
const service = gateway.contract.registry.getService("test.echo.v1.EchoService")!;
const CountRequest = gateway.contract.registry.getMessage("test.echo.v1.CountRequest")!;
const details = createRegistry(file_google_rpc_error_details);

// biome-ignore lint/suspicious/noExplicitAny: the test's messages have no generated types
type Any = any;

const unary = async (
  transport: Transport,
  name: string,
  input: object,
  timeoutMs?: number,
  header?: Record<string, string>,
) => (await transport.unary(service.method[name] as Any, undefined, timeoutMs, header, input as Any)) as Any;

async function* counts(...values: number[]): AsyncGenerator<Message> {
  for (const to of values) yield create(CountRequest, { to } as Any);
}

async function stream(transport: Transport, name: string, input: AsyncIterable<Message>): Promise<number[]> {
  const response = await transport.stream(service.method[name] as Any, undefined, undefined, undefined, input as Any);
  const numbers: number[] = [];
  for await (const message of response.message) numbers.push((message as Any).number);
  return numbers;
}

const grpcJs = createChannel("gateway", `127.0.0.1:${gateway.port}`);
afterAll(() => grpcJs.close());

const transports: Record<string, { transport: Transport; bidi: boolean }> = {
  "Connect, JSON, HTTP/1.1": {
    transport: createConnectTransport({ baseUrl, httpVersion: "1.1", useBinaryFormat: false }),
    bidi: false,
  },
  "Connect, binary, HTTP/1.1": {
    transport: createConnectTransport({ baseUrl, httpVersion: "1.1", useBinaryFormat: true }),
    bidi: false,
  },
  "Connect, JSON, HTTP/2": {
    transport: createConnectTransport({ baseUrl, httpVersion: "2", useBinaryFormat: false }),
    bidi: true,
  },
  "Connect, binary, HTTP/2": { transport: createConnectTransport({ baseUrl, httpVersion: "2" }), bidi: true },
  "Connect, GET": { transport: createConnectTransport({ baseUrl, httpVersion: "1.1", useHttpGet: true }), bidi: false },
  "gRPC-Web, HTTP/1.1": { transport: createGrpcWebTransport({ baseUrl, httpVersion: "1.1" }), bidi: false },
  "gRPC-Web, JSON, HTTP/2": {
    transport: createGrpcWebTransport({ baseUrl, httpVersion: "2", useBinaryFormat: false }),
    bidi: true,
  },
  "gRPC by connect-node": { transport: createGrpcTransport({ baseUrl }), bidi: true },
  "gRPC by connect-node, JSON": { transport: createGrpcTransport({ baseUrl, useBinaryFormat: false }), bidi: true },
  "gRPC by grpc-js": { transport: createKitTransport({ client: grpcJs }), bidi: true },
};

describe.each(Object.entries(transports))("%s", (_name, { transport, bidi }) => {
  test("carries a unary call", async () => {
    const { message, header } = await unary(transport, "look", { id: "ä", tags: ["a", "b"], big: 12345678901n });
    expect(message.request).toMatchObject({ id: "ä", tags: ["a", "b"], big: 12345678901n });
    expect(message.metadata["x-mesh-service"]).toBe("gateway");
    expect(header.get("x-trace-id")).toMatch(/^[0-9a-f]{32}$/);
    expect(header.has("x-from-upstream")).toBe(false);
  });

  test("carries a large message, which clients compress", async () => {
    const id = "x".repeat(500_000);
    expect((await unary(transport, "echo", { id })).message.request.id).toHaveLength(500_000);
  });

  test("carries an error and its details", async () => {
    const error = ConnectError.from(await unary(transport, "echo", { failWith: 9 }).catch((thrown) => thrown));
    expect([error.code, error.rawMessage]).toEqual([Code.FailedPrecondition, "as you asked: 100% wrong"]);
    const [info] = error.findDetails(details.getMessage("google.rpc.ErrorInfo")!) as Any[];
    expect(info).toMatchObject({ reason: "ASKED_FOR", metadata: { wanted: "9" } });
    expect(error.findDetails(details.getMessage("google.rpc.BadRequest")!)).toHaveLength(1);
    expect([...error.metadata.keys()].filter((key) => key.includes("secret"))).toEqual([]);
  });

  test("does not know what is not public", async () => {
    for (const method of ["internal", "undecided"]) {
      const error = ConnectError.from(await unary(transport, method, {}).catch((thrown) => thrown));
      expect(error.code).toBe(Code.Unimplemented);
    }
  });

  test("keeps the caller's deadline", async () => {
    const started = performance.now();
    const slow = { pause: { seconds: 1n, nanos: 800_000_000 } };
    const error = ConnectError.from(await unary(transport, "echo", slow, 100).catch((thrown) => thrown));
    expect(error.code).toBe(Code.DeadlineExceeded);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  test("cannot stretch the contract's deadline", async () => {
    const error = ConnectError.from(
      await unary(transport, "hurry", { pause: { seconds: 2n } }, 60_000).catch((thrown) => thrown),
    );
    expect(error.code).toBe(Code.DeadlineExceeded);
  });

  test("carries a server's stream", async () => {
    expect(await stream(transport, "count", counts(5))).toEqual([1, 2, 3, 4, 5]);
  });

  test("carries a client's stream", async () => {
    expect(await stream(transport, "sum", counts(1, 2, 3))).toEqual([6]);
  });

  test.runIf(bidi)("carries both streams at once", async () => {
    let answered: ((number: number) => void) | undefined;
    async function* pingPong() {
      for (const to of [1, 2, 3]) {
        yield create(CountRequest, { to } as Any);
        // The next is sent only after the answer to the last.
        await new Promise<number>((resolve) => {
          answered = resolve;
        });
      }
    }
    const response = await transport.stream(
      service.method.chat as Any,
      undefined,
      undefined,
      undefined,
      pingPong() as Any,
    );
    const numbers: number[] = [];
    for await (const message of response.message) {
      numbers.push((message as Any).number);
      while (!answered) await new Promise((resolve) => setImmediate(resolve));
      answered((message as Any).number);
      answered = undefined;
    }
    expect(numbers).toEqual([10, 20, 30]);
  });

  test("reports a stream that fails in between", async () => {
    async function* failing() {
      yield create(CountRequest, { to: 5, failAfter: 2 } as Any);
    }
    const error = ConnectError.from(await stream(transport, "count", failing()).catch((thrown) => thrown));
    expect(error.code).toBe(Code.FailedPrecondition);
    expect(error.findDetails(details.getMessage("google.rpc.ErrorInfo")!)).toHaveLength(1);
  });
});

describe("Connect by plain fetch", () => {
  const path = "/test.echo.v1.EchoService/Look";
  const post = (body: string, contentType: string, url = path) =>
    fetch(baseUrl + url, { method: "POST", headers: { "content-type": contentType }, body });

  test("shows an error as Connect's JSON", async () => {
    const response = await post('{"nope":1}', "application/json");
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining('"nope"'),
    });
  });

  test("takes a query by GET where nothing is changed", async () => {
    const query = `?connect=v1&encoding=json&message=${encodeURIComponent('{"id":"q"}')}`;
    const found = await fetch(baseUrl + path + query);
    expect([found.status, ((await found.json()) as Any).request.id]).toEqual([200, "q"]);
    const refused = await fetch(`${baseUrl}/test.echo.v1.EchoService/Echo${query}`);
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test.each([
    ["base64", `encoding=json&base64=1&message=${Buffer.from('{"id":"q"}').toString("base64url")}`],
    ["binary", `connect=v1&encoding=proto&base64=1&message=${Buffer.from("\x0a\x01q").toString("base64url")}`],
    ["gzip", `encoding=json&base64=1&compression=gzip&message=${gzipSync('{"id":"q"}').toString("base64url")}`],
  ])("takes a query by GET in %s", async (_, query) => {
    const response = await fetch(`${baseUrl}${path}?${query}`);
    const text = Buffer.from(await response.arrayBuffer()).toString();
    expect([response.status, text.includes('"id":"q"') || text.includes("\n\u0001q")], text).toEqual([200, true]);
  });

  test.each([
    ["encoding=xml&message=%7B%7D", 415],
    ["connect=v2&encoding=json&message=%7B%7D", 400],
    ["encoding=json&message=%7B", 400],
    ["encoding=proto&base64=1&message=_w", 400],
  ])("refuses the query %s with %i", async (query, status) => {
    const response = await fetch(`${baseUrl}${path}?${query}`);
    expect([response.status, ((await response.json()) as Any).code]).toEqual([status, "invalid_argument"]);
  });

  test.each([
    [path, "text/plain", 415, "invalid_argument"],
    ["/test.echo.v1.EchoService/Internal", "application/json", 404, "unimplemented"],
    ["/test.echo.v1.EchoService/Nothing", "application/json", 404, "unimplemented"],
    ["/no.such.Service/Method", "application/json", 404, "unimplemented"],
  ])("%s as %s is %i", async (url, type, status, code) => {
    const response = await post("{}", type, url);
    expect([response.status, ((await response.json()) as Any).code]).toEqual([status, code]);
    expect(response.headers.get("x-trace-id")).toMatch(/^[0-9a-f]{32}$/);
  });
});

beforeAll(() => expect(service.methods).toHaveLength(10));
