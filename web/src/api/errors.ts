// What an error of the mesh says, read from its google.rpc details. Pages decide by the reason, never by the sentence.
import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";

/** The error's reason, such as "OUT_OF_STOCK"; empty where the mesh was not reached. */
export function reasonOf(error: unknown): string {
  return infoOf(error)?.reason ?? "";
}

/** What belongs to the reason, such as `productId`. */
export function metadataOf(error: unknown): Readonly<Record<string, string>> {
  return infoOf(error)?.metadata ?? {};
}

/** Which fields are wrong, and why: "address.city" -> "must not be empty". */
export function violationsOf(error: unknown): ReadonlyMap<string, string> {
  const [badRequest] = ConnectError.from(error).findDetails(BadRequestSchema);
  return new Map(badRequest?.fieldViolations.map(({ field, description }) => [field, description]));
}

/** Milliseconds after which the mesh asks to try again. */
export function retryDelayMsOf(error: unknown): number | undefined {
  const [retryInfo] = ConnectError.from(error).findDetails(RetryInfoSchema);
  const delay = retryInfo?.retryDelay;
  return delay && Number(delay.seconds) * 1000 + delay.nanos / 1e6;
}

/** For whoever asks the operators. Empty where the mesh was not reached. */
export function traceIdOf(error: unknown): string {
  return ConnectError.from(error).metadata.get("x-trace-id") ?? "";
}

/** Whether the same call may well succeed in a moment. */
export function isTransient(error: unknown): boolean {
  const { code, cause } = ConnectError.from(error);
  // The browser says no more than "Failed to fetch" where nobody answers.
  return code === Code.Unavailable || cause instanceof TypeError;
}

/** Whether the caller has to sign in, or to sign in again. */
export function isUnauthenticated(error: unknown): boolean {
  return ConnectError.from(error).code === Code.Unauthenticated;
}

/** Whether it was refused for the access token that came with it, which a refresh replaces or takes away. */
export function isTokenRefused(error: unknown): boolean {
  return /^TOKEN_(EXPIRED|INVALID)$/.test(reasonOf(error));
}

function infoOf(error: unknown) {
  return ConnectError.from(error).findDetails(ErrorInfoSchema)[0];
}
