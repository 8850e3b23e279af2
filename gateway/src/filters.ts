// What every call passes on its way to a service, whichever protocol it came in: an ordered list of filters around the upstream call.
// A filter may change the call, answer instead of the service, change the reply, or throw a ConnectError to refuse.
import type { IncomingHttpHeaders } from "node:http";
import type { Message } from "@bufbuild/protobuf";
import type { Caller } from "@meshmart/kit/caller";
import type { TraceContext } from "@meshmart/kit/trace";
import type { PublicMethod } from "./contract.ts";

export type Protocol = "rest" | "connect" | "grpc" | "grpc-web";

export interface Call {
  readonly method: PublicMethod;
  readonly protocol: Protocol;
  /** The client's headers, as received: not to be trusted. */
  readonly headers: IncomingHttpHeaders;
  readonly trace: TraceContext;
  /** Who calls, once authentication.ts has found out. */
  readonly caller?: Caller;
  /** Metadata for the service, on top of what the gateway always sends. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Milliseconds that the client gives it; Infinity when it did not say. The contract's deadline cuts it further. */
  readonly deadlineMs: number;
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal;
  /** The message; an iterable of messages where the client streams. */
  readonly request: Message | AsyncIterable<Message>;
}

/** Lower-case names. */
export type ResponseHeaders = Readonly<Record<string, string | string[]>>;

export interface Reply {
  /** Added to the HTTP response. */
  readonly headers: ResponseHeaders;
  /** The message; an iterable of messages where the service streams. */
  readonly response: Message | AsyncIterable<Message>;
}

export type Next = (call: Call) => Promise<Reply>;
export type Filter = (call: Call, next: Next) => Promise<Reply>;

/** The first filter is the outermost. */
export function chain(filters: readonly Filter[], last: Next): Next {
  return filters.reduceRight<Next>((next, filter) => (call) => filter(call, next), last);
}
