// The upstream of the gateway's tests: answers with what it was asked, and does what its requests say. Written without generated
// types, as its contract is compiled when the tests run.
import { create, type FileRegistry, type Message } from "@bufbuild/protobuf";
import { Code, type HandlerContext } from "@connectrpc/connect";
import type { handleBidiStreamingCall, Server } from "@grpc/grpc-js";
import { badRequest, connectError, errorInfo } from "@meshmart/kit/errors";
import { methodDefinition } from "@meshmart/kit/method-definition";
import { addService } from "@meshmart/kit/serve";

// biome-ignore lint/suspicious/noExplicitAny: the test's messages have no generated types
type AnyMessage = Message & Record<string, any>;

export interface EchoRecord {
  calls: number;
  cancelled: number;
  /** Messages that Count has handed out. */
  counted: number;
  /** Bytes of files that were received. */
  uploaded: number;
}

export function addEcho(server: Server, registry: FileRegistry): EchoRecord {
  const record: EchoRecord = { calls: 0, cancelled: 0, counted: 0, uploaded: 0 };
  const service = registry.getService("test.echo.v1.EchoService")!;
  const countOutput = registry.getMessage("test.echo.v1.CountResponse")!;
  const output = registry.getMessage("test.echo.v1.EchoResponse")!;

  const echo = async (request: AnyMessage, context: HandlerContext) => {
    record.calls++;
    context.signal.addEventListener("abort", () => record.cancelled++);
    const pauseMs = Number(request.pause?.seconds ?? 0) * 1000 + (request.pause?.nanos ?? 0) / 1e6;
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (request.failWith > 0) throw failure(request.failWith);
    const metadata = Object.fromEntries(context.requestHeader);
    context.responseHeader.set("x-from-upstream", "header");
    return create(output, { request, metadata, detail: request.shelf?.owner, tags: request.tags } as never);
  };
  const impl = {
    echo,
    look: echo,
    hurry: echo,
    internal: echo,
    undecided: echo,
    async *count(request: AnyMessage, context: HandlerContext) {
      context.signal.addEventListener("abort", () => record.cancelled++);
      for (let number = 1; number <= request.to; number++) {
        if (context.signal.aborted) return;
        record.counted++;
        yield { number, fill: "x".repeat(request.fillBytes) };
        if (number === request.failAfter) throw failure(Code.FailedPrecondition);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async sum(requests: AsyncIterable<AnyMessage>) {
      let number = 0;
      for await (const request of requests) number += request.to;
      return { number };
    },
  };
  const upload = async function* (requests: AsyncIterable<AnyMessage>) {
    const sum = { name: "", contentType: "", bytes: 0n };
    for await (const { name, file } of requests) {
      if (name) Object.assign(sum, { name, contentType: file.contentType });
      sum.bytes += BigInt(file.data.length);
      record.uploaded += file.data.length;
      yield { ...sum };
      if (sum.name === "refused") throw failure(Code.FailedPrecondition);
    }
  };
  const store = async (requests: AsyncIterable<AnyMessage>) => {
    let sum = {};
    for await (sum of upload(requests));
    if ("name" in sum && sum.name === "pondered") await new Promise((resolve) => setTimeout(resolve, 1_000));
    return sum;
  };
  addService(server, service, { ...impl, upload, store } as never, []);
  const chat: handleBidiStreamingCall<Message, Message> = (call) => {
    call.on("data", ({ to }) => call.write(create(countOutput, { number: to * 10 } as never)));
    call.on("end", () => call.end());
  };
  server.addService({ chat: methodDefinition(service.method.chat!) }, { chat });
  return record;
}

export function failure(code: Code) {
  const error = connectError(code, "as you asked: 100% wrong", [
    errorInfo("ASKED_FOR", "echo", { wanted: String(code) }),
    badRequest([{ field: "fail_with", description: "it is not zero" }]),
  ]);
  // What a careless service sends along must not reach the client.
  error.metadata.set("x-secret-trailer", "internal");
  return error;
}
