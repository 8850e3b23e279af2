// Calls the service that owns a method. Of the client's headers only those listed here go upstream: the name by which services of
// the mesh know each other (x-mesh-service) can therefore not be claimed from outside.
import type { DescMethodStreaming, DescMethodUnary, Message } from "@bufbuild/protobuf";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { type Client, Metadata } from "@grpc/grpc-js";
import { callUnary } from "@meshmart/kit/call";
import { withCall } from "@meshmart/kit/call-context";
import { createGrpcTransport } from "@meshmart/kit/transport";
import { refusal } from "./errors.ts";
import type { Call, Next, Reply } from "./filters.ts";

const FORWARDED_HEADERS = ["accept-language", "tracestate"] as const;
/** gRPC has a user agent of its own. */
const USER_AGENT = "x-user-agent";
const NO_HEADERS = {};

export interface Upstream {
  readonly call: Next;
  close(): void;
}

/** `connect` opens the channel to a mesh name; each is opened once, at its first call. */
export function createUpstream(connect: (service: string) => Client): Upstream {
  const targets = new Map<string, { readonly client: Client; readonly transport: Transport }>();
  const targetOf = (service: string) => {
    let target = targets.get(service);
    if (!target) {
      const client = connect(service);
      target = { client, transport: createGrpcTransport({ client }) };
      targets.set(service, target);
    }
    return target;
  };

  const unary = async (call: Call): Promise<Reply> => {
    const { client } = targetOf(call.method.service);
    const metadata = new Metadata();
    for (const [name, value] of metadataOf(call)) metadata.set(name, value);
    const options = { metadata, deadlineMs: call.deadlineMs, signal: call.signal };
    const { message } = await callUnary(client, call.method.desc as DescMethodUnary, call.request as Message, options);
    return { headers: NO_HEADERS, response: message };
  };

  const streaming = async (call: Call): Promise<Reply> => {
    const { transport } = targetOf(call.method.service);
    const desc = call.method.desc as DescMethodStreaming;
    const input = Symbol.asyncIterator in call.request ? call.request : only(call.request);
    const timeoutMs = Number.isFinite(call.deadlineMs) ? call.deadlineMs : undefined;
    const { message } = await transport.stream(desc, call.signal, timeoutMs, metadataOf(call), input);
    return {
      headers: NO_HEADERS,
      response: desc.methodKind === "client_streaming" ? await single(message) : explained(message, call),
    };
  };

  return {
    call(call) {
      // The client's deadline is measured here, so that the time that filters took counts.
      const context = { trace: call.trace, deadline: Date.now() + call.deadlineMs };
      const proceed = () => (call.method.desc.methodKind === "unary" ? unary(call) : streaming(call));
      return withCall(context, proceed).catch((error) => {
        throw explain(error, call);
      });
    },
    close() {
      for (const { client } of targets.values()) client.close();
    },
  };
}

// A service explains its errors. One without details was made on the way there, in words of the transport's: say what it means.
function explain(error: unknown, { method, signal }: Call): unknown {
  if (!(error instanceof ConnectError) || error.details.length > 0 || signal.aborted) return error;
  const { service, desc } = method;
  if (error.code === Code.Unavailable) {
    return refusal(
      error.code,
      "SERVICE_UNAVAILABLE",
      `The ${service} service cannot be reached right now. Try again in a second.`,
      error,
    );
  }
  if (error.code === Code.DeadlineExceeded) {
    const message = `${desc.name} was not answered by the ${service} service in time; it may still be carried out.`;
    return refusal(error.code, "DEADLINE_EXCEEDED", message, error);
  }
  return error;
}

function metadataOf(call: Call): [string, string][] {
  const entries: [string, string][] = [["x-mesh-service", "gateway"]];
  for (const name of FORWARDED_HEADERS) {
    const value = call.headers[name];
    if (typeof value === "string") entries.push([name, value]);
  }
  const userAgent = call.headers["user-agent"];
  if (userAgent !== undefined) entries.push([USER_AGENT, userAgent]);
  for (const name in call.metadata) entries.push([name, call.metadata[name]!]);
  return entries;
}

async function* explained(messages: AsyncIterable<Message>, call: Call): AsyncGenerator<Message> {
  try {
    yield* messages;
  } catch (error) {
    throw explain(error, call);
  }
}

async function* only(message: Message): AsyncGenerator<Message> {
  yield message;
}

async function single(messages: AsyncIterable<Message>): Promise<Message> {
  let answer: Message | undefined;
  for await (const message of messages) answer = message;
  if (!answer) throw new Error("The service closed the call without an answer.");
  return answer;
}
