// Serves handlers written as Connect's ServiceImpl over grpc-js: unary and all kinds of streams, with the interceptors around every
// call. A call has an end: the caller's deadline or the contract's, whichever is sooner. Whatever a handler throws becomes one status.
import type { DescMethod, DescService, Message, MessageInitShape } from "@bufbuild/protobuf";
import { create, isMessage } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { Code, type ConnectError, type ServiceImpl } from "@connectrpc/connect";
import * as grpc from "@grpc/grpc-js";
import { RetryInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { withCall } from "./call-context.ts";
import { connectError, encodeStatus, errorInfo, toConnectError } from "./errors.ts";
import { type CallHooks, combine, type ServerInterceptor } from "./interceptor.ts";
import { methodDefinition } from "./method-definition.ts";
import { deadlineMsOf, meshNameOf } from "./policy.ts";
import { ServerCall } from "./server-call.ts";

const OPTIONS: grpc.ServerOptions = {
  "grpc.max_receive_message_length": 4 * 1024 * 1024,
  "grpc.max_concurrent_streams": 1000,
  // Nobody asks for gRPC's own counters: interceptors count.
  "grpc.enable_channelz": 0,
  // Callers ping idle connections each 10 s (channel.ts).
  "grpc.keepalive_permit_without_calls": 1,
  "grpc-node.max_session_memory": 100,
};

/** `options` go on top of the kit's own. */
export function createServer(options: grpc.ServerOptions = {}): grpc.Server {
  return new grpc.Server({ ...OPTIONS, interceptors: [withoutMessageOnOk], ...options });
}

/** gRPC's status message belongs to errors; grpc-js sends "OK" with every success. */
const withoutMessageOnOk: grpc.ServerInterceptor = (_method, call) => {
  const { sendStatus } = call;
  call.sendStatus = (status) =>
    sendStatus.call(call, status.code === grpc.status.OK ? { ...status, details: "" } : status);
  return call as grpc.ServerInterceptingCall;
};

export interface ServeOptions {
  /** Serves a method at another path than the contract's. */
  readonly paths?: Record<string, string>;
  /**
   * Aborted when the process begins to drain. Streams that the contract sets no limit end then, with UNAVAILABLE: they would hold the
   * drain until they are cut, and those who listen lose nothing by opening them again elsewhere. All other calls finish.
   */
  readonly draining?: AbortSignal;
}

/** Adds a service. Methods that `impl` lacks answer UNIMPLEMENTED. */
export function addService<S extends DescService>(
  server: grpc.Server,
  service: S,
  impl: Partial<ServiceImpl<S>>,
  interceptors: readonly ServerInterceptor[],
  { paths = {}, draining }: ServeOptions = {},
): void {
  const definition: Record<string, grpc.MethodDefinition<Message, Message>> = {};
  const handlers: Record<string, grpc.UntypedHandleCall> = {};
  for (const method of service.methods) {
    const handler = (impl as Record<string, Handler | undefined>)[method.localName];
    if (!handler) continue;
    const own = methodDefinition(method);
    definition[method.localName] = { ...own, path: paths[own.path] ?? own.path };
    const hooks = combine(interceptors, method);
    handlers[method.localName] =
      method.methodKind === "unary"
        ? unary(method, handler.bind(impl), hooks)
        : streaming(method, handler.bind(impl), hooks, Number.isFinite(deadlineMsOf(method)) ? undefined : draining);
  }
  server.addService(definition, handlers);
}

/** Binds, and answers with the port. */
export function listen(server: grpc.Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error)
        reject(new Error(`Cannot listen on ${host}:${port}: ${error.message}. Is the port in use?`, { cause: error }));
      else resolve(bound);
    });
  });
}

/** Refuses new calls and lets those that run finish, for at most `timeoutMs`; then cuts them. */
export async function shutdown(server: grpc.Server, timeoutMs: number): Promise<void> {
  const timer = setTimeout(() => server.forceShutdown(), timeoutMs);
  await new Promise((resolve) => server.tryShutdown(resolve));
  clearTimeout(timer);
}

// biome-ignore lint/suspicious/noExplicitAny: the four kinds of handlers share no narrower type
type Handler = (input: any, context: ServerCall) => any;

function unary(
  method: DescMethod,
  handler: Handler,
  hooks: Required<CallHooks>,
): grpc.handleUnaryCall<Message, Message> {
  return (rpc, callback) => {
    const call = new ServerCall(method, rpc);
    let answered = false;
    const answer = (error: ConnectError | undefined, message?: Message) => {
      if (answered) return;
      answered = true;
      clearTimeout(timer);
      hooks.finish(call, error);
      if (rpc.cancelled) return;
      call.sendHeader();
      if (error) callback(toStatus(error, call), null);
      else callback(null, message!, call.trailer());
    };
    const timer = startDeadline(call, (error) => answer(error));
    void withCall(call, async () => {
      try {
        hooks.begin(call);
        hooks.receive(call, rpc.request);
        answer(undefined, toMessage(method, await handler(rpc.request, call)));
      } catch (thrown) {
        answer(toConnectError(thrown, meshNameOf(method.parent.typeName), call.trace.traceId));
      }
    });
  };
}

type StreamingCall = grpc.ServerDuplexStream<Message, Message> | grpc.ServerWritableStream<Message, Message>;

function streaming(
  method: DescMethod,
  handler: Handler,
  hooks: Required<CallHooks>,
  draining: AbortSignal | undefined,
): grpc.UntypedHandleCall {
  const manyIn = method.methodKind !== "server_streaming";
  const serve = (
    rpc: StreamingCall,
    answer: (error: ConnectError | undefined, message?: Message) => void,
    call: ServerCall,
    isOver: () => boolean,
  ) => {
    void withCall(call, async () => {
      try {
        hooks.begin(call);
        if (!manyIn) hooks.receive(call, (rpc as grpc.ServerWritableStream<Message, Message>).request);
        const input = manyIn
          ? received(rpc as grpc.ServerDuplexStream<Message, Message>, (message) => hooks.receive(call, message))
          : (rpc as grpc.ServerWritableStream<Message, Message>).request;
        const output = handler(input, call);
        if (method.methodKind === "client_streaming") return answer(undefined, toMessage(method, await output));
        await send(rpc, method, output, call, isOver);
        answer(undefined);
      } catch (thrown) {
        answer(toConnectError(thrown, meshNameOf(method.parent.typeName), call.trace.traceId));
      }
    });
  };
  return ((rpc: StreamingCall, callback?: grpc.sendUnaryData<Message>) => {
    const call = new ServerCall(method, rpc);
    let answered = false;
    const answer = (error: ConnectError | undefined, message?: Message) => {
      if (answered) return;
      answered = true;
      clearTimeout(timer);
      draining?.removeEventListener("abort", drain);
      hooks.finish(call, error);
      if (rpc.cancelled) return;
      call.sendHeader();
      if (callback) return error ? callback(toStatus(error, call), null) : callback(null, message!, call.trailer());
      if (error) rpc.emit("error", toStatus(error, call));
      else rpc.end(call.trailer());
    };
    const timer = startDeadline(call, (error) => answer(error));
    const drain = () => {
      const error = leaving(call);
      call.abort(error);
      answer(error);
    };
    serve(rpc, answer, call, () => answered);
    // One that is opened meanwhile, too: its connection is not closed yet.
    if (draining?.aborted) drain();
    else if (!answered) draining?.addEventListener("abort", drain, { once: true });
  }) as grpc.UntypedHandleCall;
}

async function* received(
  rpc: grpc.ServerDuplexStream<Message, Message>,
  check: (message: Message) => void,
): AsyncGenerator<Message> {
  // Reading to the end must not close the stream, as `for await (... of rpc)` would: the handler may have more to send.
  for await (const message of rpc.iterator({ destroyOnReturn: false })) {
    check(message as Message);
    yield message as Message;
  }
  // A caller that cancels looks for two turns of the event loop like one that has finished (grpc-node #2583).
  for (let turn = 0; turn < 3 && !rpc.cancelled; turn++) await new Promise((resolve) => setImmediate(resolve));
  if (rpc.cancelled) throw connectError(Code.Canceled, "The caller left before it had sent everything.");
}

/** Writes no faster than the caller reads, and stops when it has left. */
async function send(
  rpc: StreamingCall,
  method: DescMethod,
  output: AsyncIterable<MessageInitShape<DescMethod["output"]>>,
  call: ServerCall,
  isOver: () => boolean,
) {
  let proceed = () => {};
  rpc.on("drain", () => proceed());
  rpc.once("cancelled", () => proceed());
  for await (const message of output) {
    if (rpc.cancelled || isOver()) return;
    call.sendHeader();
    if (!rpc.write(toMessage(method, message)))
      await new Promise<void>((resolve) => {
        proceed = resolve;
      });
  }
}

function leaving({ method }: ServerCall): ConnectError {
  const retryInfo = anyPack(RetryInfoSchema, create(RetryInfoSchema, { retryDelay: { nanos: 100_000_000 } }));
  return connectError(Code.Unavailable, `This instance leaves. Call ${method.name} again: another one answers.`, [
    errorInfo("INSTANCE_LEAVING", meshNameOf(method.parent.typeName), { method: method.name }),
    retryInfo,
  ]);
}

/** Cuts the call's deadline to the contract's, and answers DEADLINE_EXCEEDED when it passes. */
function startDeadline(call: ServerCall, answer: (error: ConnectError) => void): NodeJS.Timeout | undefined {
  call.deadline = Math.min(call.deadline, Date.now() + deadlineMsOf(call.method));
  if (!Number.isFinite(call.deadline)) return undefined;
  return setTimeout(
    () => {
      // Whoever set the deadline needs no explanation; whoever met the contract's does.
      const metadata = { method: call.method.name };
      const isOurs = call.deadline < call.callerDeadline;
      const details = isOurs ? [errorInfo("DEADLINE_EXCEEDED", meshNameOf(call.method.parent.typeName), metadata)] : [];
      const error = connectError(
        Code.DeadlineExceeded,
        `${call.method.name} did not finish in time; it may still be carried out.`,
        details,
      );
      call.abort(error);
      answer(error);
    },
    Math.max(0, call.deadline - Date.now()),
  );
}

function toMessage(method: DescMethod, value: unknown): Message {
  return isMessage(value) ? value : create(method.output, value as MessageInitShape<typeof method.output>);
}

function toStatus(error: ConnectError, call: ServerCall): Partial<grpc.StatusObject> {
  const metadata = call.trailer();
  if (error.details.length > 0) metadata.set("grpc-status-details-bin", encodeStatus(error));
  // Half of a surrogate pair cannot be encoded: grpc-js would throw and the call never end.
  return { code: error.code as number as grpc.status, details: error.rawMessage.toWellFormed(), metadata };
}
