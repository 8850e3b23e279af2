// One call being served: what interceptors see of it, and the HandlerContext that the handler gets.
// Headers, signal and values are made when first asked for: most handlers never do, and building them costs more than the call.
import type { DescMethod } from "@bufbuild/protobuf";
import { type ContextValues, createContextValues, type HandlerContext } from "@connectrpc/connect";
import type { Metadata, ServerUnaryCall } from "@grpc/grpc-js";
import type { Credentials } from "./call-context.ts";
import { CALLER_HEADER, type Caller, GUEST_HEADER, TOKEN_HEADER } from "./caller.ts";
import { toHeaders, toMetadata, UnpaddedMetadata } from "./grpc-metadata.ts";
import { continueTrace, type TraceContext } from "./trace.ts";

/** What grpc-js has of every kind of call. */
type ServerSurfaceCall = Pick<
  ServerUnaryCall<unknown, unknown>,
  "metadata" | "cancelled" | "getDeadline" | "sendMetadata"
> & { once(event: "cancelled", listener: () => void): unknown };

export class ServerCall implements HandlerContext {
  readonly method: DescMethod;
  readonly protocolName = "grpc";
  readonly requestMethod = "POST";
  readonly trace: TraceContext;
  readonly startedAt = performance.now();
  /** Milliseconds since the epoch by which the answer is due; Infinity for a stream without a limit. */
  deadline: number;
  /** Who calls, as the access interceptor found them to be. */
  identity: Caller = {};
  readonly #call: ServerSurfaceCall;
  #abort?: AbortController;
  #requestHeader?: Headers;
  #responseHeader?: Headers;
  #responseTrailer?: Headers;
  #values?: ContextValues;
  #headerSent = false;

  constructor(method: DescMethod, call: ServerSurfaceCall) {
    this.method = method;
    this.#call = call;
    const traceparent = call.metadata.get("traceparent")[0];
    this.trace = continueTrace(typeof traceparent === "string" ? traceparent : undefined);
    this.deadline = Number(call.getDeadline());
  }

  get service() {
    return this.method.parent;
  }

  get url() {
    return `/${this.method.parent.typeName}/${this.method.name}`;
  }

  get metadata(): Metadata {
    return this.#call.metadata;
  }

  /** The service that calls, by its mesh name; undefined for one from outside. */
  get caller(): string | undefined {
    return this.#call.metadata.get(CALLER_HEADER)[0]?.toString();
  }

  /** Passed on with the calls that are made for this one. */
  get credentials(): Credentials {
    const { metadata } = this.#call;
    return {
      authorization: metadata.get(TOKEN_HEADER)[0]?.toString(),
      "x-guest-id": metadata.get(GUEST_HEADER)[0]?.toString(),
    };
  }

  /** What the caller set, in milliseconds since the epoch; Infinity if nothing. `deadline` is never later. */
  get callerDeadline(): number {
    return Number(this.#call.getDeadline());
  }

  get signal(): AbortSignal {
    if (!this.#abort) {
      const abort = new AbortController();
      this.#abort = abort;
      if (this.#call.cancelled) abort.abort();
      else this.#call.once("cancelled", () => abort.abort());
    }
    return this.#abort.signal;
  }

  /** Tells the handler, if it listens, that nobody waits for its answer any more. */
  abort(reason: unknown): void {
    this.#abort?.abort(reason);
  }

  timeoutMs = (): number | undefined => {
    return Number.isFinite(this.deadline) ? Math.max(0, this.deadline - Date.now()) : undefined;
  };

  get requestHeader(): Headers {
    this.#requestHeader ??= toHeaders(this.#call.metadata);
    return this.#requestHeader;
  }

  get responseHeader(): Headers {
    this.#responseHeader ??= new Headers();
    return this.#responseHeader;
  }

  get responseTrailer(): Headers {
    this.#responseTrailer ??= new Headers();
    return this.#responseTrailer;
  }

  get values(): ContextValues {
    this.#values ??= createContextValues();
    return this.#values;
  }

  /** Sends what the handler put into responseHeader, once. */
  sendHeader(): void {
    if (this.#responseHeader && !this.#headerSent) this.#call.sendMetadata(toMetadata(this.#responseHeader));
    this.#headerSent = true;
  }

  /** What the handler put into responseTrailer. */
  trailer(): Metadata {
    return this.#responseTrailer ? toMetadata(this.#responseTrailer) : new UnpaddedMetadata();
  }
}
