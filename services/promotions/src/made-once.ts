// What staff makes is made once for each request_id: the same request is answered with what it made, another payload is refused.
import { createHash } from "node:crypto";
import { type DescMessage, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { DomainError } from "@meshmart/kit/errors";

/** What a request asks for, told from every other by a hash. */
export interface MakeRequest {
  /** UUID. */
  readonly requestId: string;
  /** SHA-256 of what is asked for. */
  readonly fingerprint: Buffer;
}

export function makeRequest<S extends DescMessage>(requestId: string, schema: S, wanted: MessageShape<S>): MakeRequest {
  return { requestId, fingerprint: createHash("sha256").update(toBinary(schema, wanted)).digest() };
}

/** Throws a DomainError when the request made something else before. */
export function mustBeSame({ requestId, fingerprint }: MakeRequest, before: Buffer): void {
  if (before.equals(fingerprint)) return;
  const message = `request_id ${requestId} made something else before. Take a new one for a new request.`;
  throw new DomainError("exists", "REQUEST_ID_REUSED", message, { request_id: requestId });
}
