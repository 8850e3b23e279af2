// Errors, from the domain's words to gRPC's and back. The domain throws DomainError and knows no transport; this table is the only
// place that turns it into a status. Anything else becomes INTERNAL with a plain sentence: its cause is logged, never sent.
import { create, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import { type Any, AnySchema, anyPack } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  type BadRequest_FieldViolation,
  BadRequestSchema,
  ErrorInfoSchema,
  PreconditionFailureSchema,
  ResourceInfoSchema,
  RetryInfoSchema,
} from "@meshmart/gen/google/rpc/error_details_pb";
import { type Status, StatusSchema } from "@meshmart/gen/google/rpc/status_pb";
import { isTransient, isUnstorableText } from "./sql-state.ts";

/** What kind of trouble it is, in the domain's words. */
export type Situation =
  | "invalid"
  | "missing"
  | "exists"
  | "not_now"
  | "conflict"
  | "too_many"
  | "unavailable"
  | "unauthenticated"
  | "forbidden";

const CODES: Record<Situation, Code> = {
  invalid: Code.InvalidArgument,
  missing: Code.NotFound,
  exists: Code.AlreadyExists,
  not_now: Code.FailedPrecondition,
  conflict: Code.Aborted,
  too_many: Code.ResourceExhausted,
  unavailable: Code.Unavailable,
  unauthenticated: Code.Unauthenticated,
  forbidden: Code.PermissionDenied,
};

export type ErrorMetadata = Record<string, string>;

export class DomainError extends Error {
  readonly situation: Situation;
  /** UPPER_SNAKE_CASE; what programs decide by. */
  readonly reason: string;
  /** More for programs: which product, how many are left. */
  readonly metadata: ErrorMetadata;

  constructor(situation: Situation, reason: string, message: string, metadata: ErrorMetadata = {}) {
    super(message);
    this.name = "DomainError";
    this.situation = situation;
    this.reason = reason;
    this.metadata = metadata;
  }
}

/** The status that a caller sees for whatever was thrown while serving it. */
export function toConnectError(thrown: unknown, service: string, traceId: string): ConnectError {
  if (thrown instanceof DomainError) return fromDomainError(thrown, service);
  if (thrown instanceof ConnectError) return withoutMetadata(thrown);
  if (isTransient(thrown)) {
    const message = "The service cannot reach its database at the moment. Try again in a moment.";
    const retryInfo = anyPack(RetryInfoSchema, create(RetryInfoSchema, { retryDelay: { seconds: 1n } }));
    return connectError(Code.Unavailable, message, [errorInfo("DATABASE_UNAVAILABLE", service), retryInfo], thrown);
  }
  if (isUnstorableText(thrown)) {
    const message = "A text in the request has the character U+0000, which cannot be stored. Leave it out.";
    return connectError(Code.InvalidArgument, message, [errorInfo("TEXT_NOT_STORABLE", service)], thrown);
  }
  const message = `Something went wrong on our side. Quote trace ${traceId} to support.`;
  return connectError(Code.Internal, message, [errorInfo("INTERNAL", service)], thrown);
}

/** What another service sent beside its error (headers, trailers) is meant for us, not for our caller. */
function withoutMetadata(error: ConnectError): ConnectError {
  if (error.metadata.keys().next().done) return error;
  const copy = new ConnectError(error.rawMessage, error.code, undefined, undefined, error.cause);
  copy.details = error.details;
  return copy;
}

function fromDomainError(error: DomainError, service: string): ConnectError {
  const { reason, message, metadata } = error;
  const details: Any[] = [errorInfo(reason, service, metadata)];
  const [resourceType = "", resourceName = ""] = Object.entries(metadata)[0] ?? [];
  if (error.situation === "missing") {
    details.push(
      anyPack(ResourceInfoSchema, create(ResourceInfoSchema, { resourceType, resourceName, description: message })),
    );
  }
  if (error.situation === "invalid" && metadata.field) {
    details.push(badRequest([{ field: metadata.field, description: message }]));
  }
  if (error.situation === "not_now") {
    const violations = [{ type: reason, subject: resourceName, description: message }];
    details.push(anyPack(PreconditionFailureSchema, create(PreconditionFailureSchema, { violations })));
  }
  if (error.situation === "unavailable" || error.situation === "too_many") {
    details.push(anyPack(RetryInfoSchema, create(RetryInfoSchema, { retryDelay: { seconds: 1n } })));
  }
  return connectError(CODES[error.situation], message, details, error.cause);
}

export function errorInfo(reason: string, service: string, metadata: ErrorMetadata = {}): Any {
  return anyPack(ErrorInfoSchema, create(ErrorInfoSchema, { reason, domain: `meshmart.${service}`, metadata }));
}

export function badRequest(fieldViolations: Pick<BadRequest_FieldViolation, "field" | "description">[]): Any {
  const message = create(BadRequestSchema, {
    fieldViolations: fieldViolations.map(({ field, description }) => ({ field, description })),
  });
  return anyPack(BadRequestSchema, message);
}

/** A ConnectError with packed details, as if it had come from the wire. */
export function connectError(code: Code, message: string, details: Any[] = [], cause?: unknown): ConnectError {
  const error = new ConnectError(message, code, undefined, undefined, cause);
  error.details = details.map((detail) => ({ type: typeNameOf(detail), value: detail.value }));
  return error;
}

/** The error as google.rpc.Status: what `grpc-status-details-bin` carries and the gateway shows. */
export function statusOf(error: ConnectError): Status {
  const details = error.details.map((detail) => {
    if ("desc" in detail) return anyPack(detail.desc, create(detail.desc, detail.value as Message));
    return create(AnySchema, { typeUrl: `type.googleapis.com/${detail.type}`, value: detail.value });
  });
  return create(StatusSchema, { code: error.code, message: error.rawMessage, details });
}

export function encodeStatus(error: ConnectError): Buffer {
  const bytes = toBinary(StatusSchema, statusOf(error));
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The error that a gRPC status stands for. `encoded` is the trailer grpc-status-details-bin, where there is one. */
export function decodeStatus(code: number, message: string, encoded: Uint8Array | undefined): ConnectError {
  return connectError(code as Code, message, encoded ? detailsOf(encoded) : []);
}

/** The reason that the error's google.rpc.ErrorInfo gives; the code's name where it has none. */
export function reasonOf(error: unknown): string {
  if (error instanceof DomainError) return error.reason;
  if (!(error instanceof ConnectError)) return "INTERNAL";
  const info = error.findDetails(ErrorInfoSchema)[0];
  return info?.reason ?? Code[error.code].replace(/(?<=[a-z])[A-Z]/g, "_$&").toUpperCase();
}

function detailsOf(encoded: Uint8Array): Any[] {
  try {
    return fromBinary(StatusSchema, encoded).details;
  } catch {
    // Details explain an error that stands without them: a peer that garbles them must not replace it by another.
    return [];
  }
}

function typeNameOf(any: Any): string {
  return any.typeUrl.slice(any.typeUrl.lastIndexOf("/") + 1);
}
