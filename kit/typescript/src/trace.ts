// W3C trace context (https://www.w3.org/TR/trace-context/): every call and event belongs to a trace, whoever began it.
import { randomFillSync } from "node:crypto";

export interface TraceContext {
  /** 32 hex digits, the same in all of a trace. */
  readonly traceId: string;
  /** 16 hex digits: this call. */
  readonly spanId: string;
  /** 16 hex digits: the call that this one is made for. */
  readonly parentSpanId?: string;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** The trace that a `traceparent` names, with a new span in it; a new trace when there is none or it is malformed. */
export function continueTrace(traceparent: string | undefined): TraceContext {
  const match = traceparent === undefined ? null : TRACEPARENT.exec(traceparent);
  if (match) return { traceId: match[1]!, spanId: randomHex(8), parentSpanId: match[2]! };
  return { traceId: randomHex(16), spanId: randomHex(8) };
}

/** The `traceparent` to send with calls made within a trace. */
export function traceparentOf(trace: TraceContext): string {
  return `00-${trace.traceId}-${trace.spanId}-01`;
}

// Random bytes are drawn in blocks: a system call for each id would cost more than the rest of tracing.
const pool = Buffer.alloc(4096);
let used = pool.length;

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString("hex", used - bytes, used);
}
