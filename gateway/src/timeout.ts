// The deadline that a client sends with its request, in whichever protocol's header. One that cannot be read is refused: a client
// that believes it has set a deadline must not wait longer than it.
import type { IncomingHttpHeaders } from "node:http";
import { invalid } from "./errors.ts";

const GRPC_UNITS_MS: Record<string, number> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };

/** Milliseconds, or Infinity when the client leaves it to the contract. */
export function timeoutOf(headers: IncomingHttpHeaders): number {
  const connect = headers["connect-timeout-ms"];
  if (typeof connect === "string") {
    if (/^\d{1,10}$/.test(connect)) return Number(connect);
    throw invalid(
      "MALFORMED_TIMEOUT",
      `The header connect-timeout-ms must be whole milliseconds, not "${connect.slice(0, 50)}".`,
    );
  }
  const grpc = headers["grpc-timeout"];
  if (typeof grpc === "string") {
    const match = /^(\d{1,8})([HMSmun])$/.exec(grpc);
    if (match) return Number(match[1]) * GRPC_UNITS_MS[match[2]!]!;
    throw invalid(
      "MALFORMED_TIMEOUT",
      `The header grpc-timeout must be digits and a unit, such as 500m, not "${grpc.slice(0, 50)}".`,
    );
  }
  return Number.POSITIVE_INFINITY;
}
