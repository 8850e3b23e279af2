// The gateway's own refusals. What services answer passes as it is; these are said before a service is asked.
import { Code, type ConnectError } from "@connectrpc/connect";
import { badRequest, connectError, errorInfo } from "@meshmart/kit/errors";

/** A refusal whose HTTP status says more than its gRPC code does: 405, 413, 415. */
export class HttpError extends Error {
  readonly httpStatus: number;
  readonly error: ConnectError;
  readonly headers: Readonly<Record<string, string>>;

  constructor(httpStatus: number, error: ConnectError, headers: Record<string, string> = {}) {
    super(error.message);
    this.httpStatus = httpStatus;
    this.error = error;
    this.headers = headers;
  }
}

export function refusal(code: Code, reason: string, message: string): ConnectError {
  return connectError(code, message, [errorInfo(reason, "gateway")]);
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
