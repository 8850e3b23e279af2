// One HTTP request being answered: its trace, its client's departure, its place in metrics and log. Protocol handlers answer through
// it, so that every response carries x-trace-id and every request is counted once, however it ends.
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Code, type ConnectError } from "@connectrpc/connect";
import { reasonOf, toConnectError } from "@meshmart/kit/errors";
import type { Logger } from "@meshmart/kit/log";
import { continueTrace, type TraceContext } from "@meshmart/kit/trace";
import type { HttpRequest } from "./body.ts";
import { packedFor } from "./encodings.ts";
import { HttpError } from "./errors.ts";
import type { Protocol } from "./filters.ts";
import { LIMITS } from "./limits.ts";
import type { RequestMetrics } from "./request-metrics.ts";

export type HttpResponse = ServerResponse | Http2ServerResponse;

const FAULTS: ReadonlySet<Code> = new Set([Code.Internal, Code.Unknown, Code.DataLoss]);
const OUTAGES: ReadonlySet<Code> = new Set([Code.Unavailable, Code.DeadlineExceeded]);

export class Exchange {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly trace: TraceContext;
  readonly startedAt = performance.now();
  /** For metrics: a template or a procedure, never what a client made up. */
  route = "unknown";
  protocol: Protocol | "http" = "http";
  /** Streams last as long as they last: they are never slow. */
  isUnary = true;
  #error: ConnectError | undefined;
  readonly #gone = new AbortController();
  #ended = false;

  constructor(request: HttpRequest, response: HttpResponse) {
    this.request = request;
    this.response = response;
    this.trace = continueTrace(request.headers.traceparent as string | undefined);
  }

  /** Aborts when the client leaves before it has its answer. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  /** The gRPC code that it ended with, where that is known. */
  get code(): Code | undefined {
    return this.#error?.code ?? (this.signal.aborted ? Code.Canceled : undefined);
  }

  /** What a client may know of whatever was thrown; metrics and log keep it. */
  fail(thrown: unknown): ConnectError {
    this.#error = toConnectError(thrown instanceof HttpError ? thrown.error : thrown, "gateway", this.trace.traceId);
    return this.#error;
  }

  /** Answers, at once and whole; for this caller only, unless the headers say for whom else. */
  send(httpStatus: number, headers: OutgoingHttpHeaders, body: Uint8Array | string): void {
    if (this.#gone.signal.aborted) return;
    headers["cache-control"] ??= "no-store";
    const packed = packedFor(this.request.headers, headers, body);
    headers["content-length"] = Buffer.byteLength(packed);
    this.begin(httpStatus, headers);
    this.end(packed);
  }

  /** Answers to HEAD, and where the client has the body already. */
  sendHeaders(httpStatus: number, headers: OutgoingHttpHeaders): void {
    if (this.#gone.signal.aborted) return;
    this.begin(httpStatus, headers);
    this.end();
  }

  /** Begins an answer whose body follows. */
  begin(httpStatus: number, headers: OutgoingHttpHeaders): void {
    headers["x-trace-id"] = this.trace.traceId;
    (this.response as ServerResponse).writeHead(httpStatus, headers);
  }

  end(body: Uint8Array | string = ""): void {
    this.#ended = true;
    this.response.end(body);
  }

  /** Answers with what `body` reads, no faster than the client takes it. An answer that breaks off takes its connection along. */
  async pipe(httpStatus: number, headers: OutgoingHttpHeaders, body: Readable): Promise<void> {
    if (this.signal.aborted) return;
    this.begin(httpStatus, headers);
    try {
      await pipeline(body, this.response as unknown as Writable);
    } catch (error) {
      if (!this.signal.aborted) this.fail(error);
      this.response.destroy();
    }
  }

  /** Resolves when the client has taken enough for more to be written, or has left. */
  async write(chunk: string): Promise<void> {
    if (this.signal.aborted || (this.response as ServerResponse).write(chunk)) return;
    await new Promise<void>((resolve) => {
      const goOn = () => {
        this.response.off("drain", goOn);
        this.response.off("close", goOn);
        resolve();
      };
      this.response.once("drain", goOn);
      this.response.once("close", goOn);
    });
  }

  /** Writes only if nothing waits to be sent. */
  poke(chunk: string): void {
    const response = this.response as ServerResponse;
    if (!this.signal.aborted && !response.writableNeedDrain) response.write(chunk);
  }

  /** To be called once, before anything else: watches for the end. */
  watch(metrics: RequestMetrics, log: Logger, onEnd: () => void): void {
    // A connection that breaks while it is written to says so here, and then closes: below is what to do about it.
    this.request.on("error", ignore);
    this.response.on("error", ignore);
    this.response.once("close", () => {
      if (!this.#ended && !this.response.writableEnded) {
        this.#gone.abort();
      }
      const seconds = (performance.now() - this.startedAt) / 1000;
      metrics.count(this, seconds);
      this.#log(log, seconds * 1000);
      onEnd();
    });
  }

  #log(log: Logger, ms: number): void {
    const slow = ms > LIMITS.slowCallMs && this.isUnary;
    const code = this.code;
    const level = code && FAULTS.has(code) ? "error" : slow || (code && OUTAGES.has(code)) ? "info" : "debug";
    if (!log.isLevelEnabled(level)) return;
    const status = this.response.statusCode;
    const fields: Record<string, unknown> = {
      traceId: this.trace.traceId,
      http: this.request.method,
      route: this.route,
    };
    Object.assign(fields, { protocol: this.protocol, status, ms: Math.round(ms * 10) / 10 });
    const error = this.#error;
    if (error) Object.assign(fields, { code: Code[error.code], reason: reasonOf(error) });
    // What a client is told of its own mistake may quote what it sent, a card number for one: that stays out of the log.
    if (error && (FAULTS.has(error.code) || OUTAGES.has(error.code))) Object.assign(fields, explanationOf(error));
    log[level](fields, "request");
  }
}

function explanationOf({ rawMessage, cause }: ConnectError): Record<string, unknown> {
  // A fault of the gateway's own: where it happened matters. A service logs its own faults.
  if (cause instanceof Error && !("details" in cause)) return { error: rawMessage, err: cause };
  return cause === undefined ? { error: rawMessage } : { error: rawMessage, cause: String(cause) };
}

function ignore(): void {}
