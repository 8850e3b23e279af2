// What a request_id promises of a write that is not repeatable by itself: the same request is answered with what it made before, and
// another payload under the same id is refused. A service stores the fingerprint with what it makes, and asks here when the id is taken.
import { createHash } from "node:crypto";
import { type DescMessage, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { DomainError } from "./errors.ts";

/** A request, told from every other by a hash. */
export interface IdentifiedRequest {
  /** UUID, made by the client. */
  readonly requestId: string;
  /** SHA-256 of what is asked for. */
  readonly fingerprint: Buffer;
}

/**
 * `wanted` is what is asked for, without what may differ when the request is repeated. Its bytes are hashed with the fields that are
 * set, so a field that is added to the contract later changes no fingerprint of before.
 */
export function identify<S extends DescMessage>(
  requestId: string,
  schema: S,
  wanted: MessageShape<S>,
): IdentifiedRequest {
  return { requestId, fingerprint: createHash("sha256").update(toBinary(schema, wanted)).digest() };
}

/** Throws a DomainError when the request_id came `before` with another fingerprint. */
export function mustBeSame({ requestId, fingerprint }: IdentifiedRequest, before: Buffer): void {
  if (before.equals(fingerprint)) return;
  const message = `request_id ${requestId} was used for something else before. Make a new one for a new request.`;
  throw new DomainError("exists", "REQUEST_ID_REUSED", message, { request_id: requestId });
}
