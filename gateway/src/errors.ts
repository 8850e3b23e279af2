// The gateway's own refusals. What services answer passes as it is; these are said before a service is asked.
import { create } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { Code, type ConnectError } from "@connectrpc/connect";
import { RetryInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { badRequest, connectError, errorInfo } from "@meshmart/kit/errors";
import type { ResponseHeaders } from "./filters.ts";

/** A refusal that HTTP says more of than its gRPC code does: by its status (405, 413, 415), or by headers. */
export class HttpError extends Error {
  readonly httpStatus: number;
  readonly error: ConnectError;
  readonly headers: ResponseHeaders;

  constructor(httpStatus: number, error: ConnectError, headers: ResponseHeaders = {}) {
    super(error.message);
    this.httpStatus = httpStatus;
    this.error = error;
    this.headers = headers;
  }
}

/** UNAVAILABLE also tells the client when to try again. */
export function refusal(code: Code, reason: string, message: string, cause?: unknown): ConnectError {
  const details = [errorInfo(reason, "gateway")];
  if (code === Code.Unavailable)
    details.push(anyPack(RetryInfoSchema, create(RetryInfoSchema, { retryDelay: { seconds: 1n } })));
  return connectError(code, message, details, cause);
}

/** INVALID_ARGUMENT; `field` is named in a google.rpc.BadRequest as well. */
export function invalid(reason: string, message: string, field?: string, cause?: unknown): ConnectError {
  const details = [errorInfo(reason, "gateway")];
  if (field !== undefined) details.push(badRequest([{ field, description: message }]));
  return connectError(Code.InvalidArgument, message, details, cause);
}

export function notFound(httpMethod: string, path: string): HttpError {
  const message = `There is nothing at ${httpMethod} ${path.slice(0, 200)}. See the google.api.http rules in the contract for the paths.`;
  return new HttpError(404, refusal(Code.NotFound, "PATH_NOT_FOUND", message));
}

export function wrongMethod(httpMethod: string, path: string, allowed: readonly string[]): HttpError {
  const message = `${path.slice(0, 200)} does not take ${httpMethod}. It takes ${allowed.join(", ")}.`;
  return new HttpError(405, refusal(Code.Unimplemented, "METHOD_NOT_ALLOWED", message), { allow: allowed.join(", ") });
}

export function unsupportedMediaType(what: string, supported: string): HttpError {
  const message = `The gateway cannot read ${what}. Send ${supported}.`;
  return new HttpError(415, refusal(Code.InvalidArgument, "UNSUPPORTED_MEDIA_TYPE", message));
}

export function bodyTooLarge(limitBytes: number): HttpError {
  const message = `The body is larger than ${limitBytes} bytes, which is the most that one request may carry.`;
  return new HttpError(413, refusal(Code.ResourceExhausted, "BODY_TOO_LARGE", message));
}
