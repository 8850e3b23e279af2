// What a request asks of a service, but for the message, which each protocol reads in its own way.
import type { PublicMethod } from "./contract.ts";
import type { Exchange } from "./exchange.ts";
import type { Call, Protocol } from "./filters.ts";
import { timeoutOf } from "./timeout.ts";

export function callOf(exchange: Exchange, protocol: Protocol, method: PublicMethod): Omit<Call, "request"> {
  const { request, trace, signal } = exchange;
  return {
    method,
    protocol,
    headers: request.headers,
    trace,
    metadata: {},
    deadlineMs: timeoutOf(request.headers),
    signal,
  };
}
