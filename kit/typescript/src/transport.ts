// A Connect Transport over a grpc-js channel: `createClient(CatalogService, createGrpcTransport({ client }))` is a typed gRPC client
// with Connect's interceptors, deadlines, cancellation and errors. Unary and all kinds of streams.
import {
  create,
  type DescMessage,
  type DescMethodStreaming,
  isMessage,
  type Message,
  type MessageInitShape,
} from "@bufbuild/protobuf";
import type { Interceptor, StreamResponse, Transport, UnaryRequest, UnaryResponse } from "@connectrpc/connect";
import { runStreamingCall, runUnaryCall } from "@connectrpc/connect/protocol";
import { type Client, type ClientDuplexStream, Metadata, type ServiceError } from "@grpc/grpc-js";
import { callUnary, deadlineOf, fromServiceError, withContext } from "./call.ts";
import { type HeadersInit, toHeaders, toMetadata } from "./grpc-metadata.ts";
import { methodDefinition } from "./method-definition.ts";

export interface GrpcTransportOptions {
  readonly client: Client;
  /** Sent with every call. */
  readonly headers?: Record<string, string>;
  readonly interceptors?: Interceptor[];
}

export function createGrpcTransport({ client, headers = {}, interceptors = [] }: GrpcTransportOptions): Transport {
  const metadataOf = (header: HeadersInit | undefined) => {
    const metadata = header === undefined ? new Metadata() : toMetadata(header);
    for (const name in headers) metadata.set(name, headers[name]!);
    return metadata;
  };

  const unary = async (
    {
      method,
      header,
      message,
      signal,
    }: Pick<UnaryRequest, "method" | "message"> & { header?: HeadersInit; signal?: AbortSignal },
    deadlineMs: number | undefined,
  ): Promise<UnaryResponse> => {
    const result = await callUnary(client, method, message, { metadata: metadataOf(header), deadlineMs, signal });
    return {
      stream: false,
      service: method.parent,
      method,
      message: result.message,
      // Headers are costly to build and seldom read.
      get header() {
        return toHeaders(result.header);
      },
      get trailer() {
        return toHeaders(result.trailer);
      },
    };
  };

  return {
    async unary(method, signal, timeoutMs, header, input, contextValues) {
      const message = isMessage(input, method.input) ? input : create(method.input, input);
      if (interceptors.length === 0) {
        const request = { method, message, ...(header && { header }), ...(signal && { signal }) };
        return (await unary(request, timeoutMs)) as never;
      }
      return runUnaryCall({
        interceptors,
        ...(signal && { signal }),
        ...(timeoutMs !== undefined && { timeoutMs }),
        req: requestOf(method, header, contextValues, message) as never,
        next: (request) => unary(request, timeoutMs) as never,
      });
    },
    async stream(method, signal, timeoutMs, header, input, contextValues) {
      const open = (request: {
        readonly header: Headers | undefined;
        readonly signal: AbortSignal | undefined;
        readonly message: AsyncIterable<Message>;
      }) => openStream(client, method, metadataOf(request.header), timeoutMs, request) as never;
      if (interceptors.length === 0) {
        // Connect's wrapper hides `return` from the iterable: whoever broke off would leave the peer sending to nobody.
        return open({ header: header && new Headers(header), signal, message: toMessages(method, input) });
      }
      return runStreamingCall({
        interceptors,
        ...(signal && { signal }),
        ...(timeoutMs !== undefined && { timeoutMs }),
        req: requestOf(method, header, contextValues, input) as never,
        next: open,
      });
    },
  };
}

async function* toMessages(
  method: DescMethodStreaming,
  inputs: AsyncIterable<MessageInitShape<DescMessage>>,
): AsyncGenerator<Message> {
  for await (const input of inputs) yield isMessage(input) ? input : create(method.input, input);
}

function requestOf(
  method: DescMethodStreaming | UnaryRequest["method"],
  header: HeadersInit | undefined,
  contextValues: unknown,
  message: unknown,
) {
  return {
    stream: method.methodKind !== "unary",
    service: method.parent,
    method,
    requestMethod: "POST",
    url: methodDefinition(method).path,
    header: new Headers(header),
    contextValues,
    message,
  };
}

async function openStream(
  client: Client,
  method: DescMethodStreaming,
  metadata: Metadata,
  timeoutMs: number | undefined,
  request: { readonly signal: AbortSignal | undefined; readonly message: AsyncIterable<Message> },
): Promise<StreamResponse> {
  const { path, requestSerialize, responseDeserialize } = methodDefinition(method);
  const deadline = deadlineOf(method, timeoutMs);
  const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, withContext(metadata), {
    deadline,
  });
  const cancel = () => call.cancel();
  if (request.signal?.aborted) cancel();
  else request.signal?.addEventListener("abort", cancel, { once: true });

  const trailer = new Headers();
  call.on("status", (status) => {
    request.signal?.removeEventListener("abort", cancel);
    for (const [name, value] of toHeaders(status.metadata)) trailer.append(name, value);
  });
  const header = new Promise<Headers>((resolve) => {
    call.once("metadata", (received: Metadata) => resolve(toHeaders(received)));
    call.once("status", () => resolve(new Headers()));
  });
  // Kept until somebody reads: a call may fail before its first message is asked for.
  const failure = new Promise<never>((_, reject) =>
    call.on("error", (error: ServiceError) => reject(fromServiceError(error, { deadline, signal: request.signal }))),
  );
  failure.catch(() => {});
  void send(call, request.message);
  return {
    stream: true,
    service: method.parent,
    method,
    header: await Promise.race([header, failure]),
    trailer,
    message: receive(call, failure),
  };
}

/** Writes no faster than the peer reads, and nothing once the call has ended. */
async function send(call: ClientDuplexStream<Message, Message>, messages: AsyncIterable<Message>): Promise<void> {
  let ended = false;
  let proceed = () => {};
  call.on("drain", () => proceed());
  call.once("status", () => {
    ended = true;
    proceed();
  });
  try {
    for await (const message of messages) {
      if (ended || call.destroyed) return;
      if (!call.write(message))
        await new Promise<void>((resolve) => {
          proceed = resolve;
        });
    }
    call.end();
  } catch {
    // The caller's own iterable threw: it knows why. The peer must see an abandoned call, not a finished one.
    call.cancel();
  }
}

async function* receive(call: ClientDuplexStream<Message, Message>, failure: Promise<never>): AsyncGenerator<Message> {
  const messages = call[Symbol.asyncIterator]();
  let finished = false;
  try {
    for (;;) {
      const next = await messages.next().catch(() => failure);
      if (next.done) break;
      yield next.value as Message;
    }
    finished = true;
  } catch (error) {
    finished = true;
    throw error;
  } finally {
    if (!finished) call.cancel();
  }
}
