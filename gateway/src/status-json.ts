// An error as REST shows it: google.rpc.Status in JSON, and the HTTP status that fits its code.
import { createRegistry, fromBinary, type JsonObject, type Registry, toJson } from "@bufbuild/protobuf";
import { base64Encode } from "@bufbuild/protobuf/wire";
import { Code, type ConnectError } from "@connectrpc/connect";
import { file_google_rpc_error_details } from "@meshmart/gen/google/rpc/error_details_pb";
import { statusOf } from "@meshmart/kit/errors";

// Known whatever the contract imports: the gateway and the kit send them.
const ERROR_DETAILS = createRegistry(file_google_rpc_error_details);

// As google/rpc/code.proto maps them.
const HTTP_STATUS: Record<Code, number> = {
  [Code.Canceled]: 499,
  [Code.Unknown]: 500,
  [Code.InvalidArgument]: 400,
  [Code.DeadlineExceeded]: 504,
  [Code.NotFound]: 404,
  [Code.AlreadyExists]: 409,
  [Code.PermissionDenied]: 403,
  [Code.ResourceExhausted]: 429,
  [Code.FailedPrecondition]: 400,
  [Code.Aborted]: 409,
  [Code.OutOfRange]: 400,
  [Code.Unimplemented]: 501,
  [Code.Internal]: 500,
  [Code.Unavailable]: 503,
  [Code.DataLoss]: 500,
  [Code.Unauthenticated]: 401,
};

export function httpStatusOf(code: Code): number {
  return HTTP_STATUS[code] ?? 500;
}

/** `{"code":5,"message":"...","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo",...}]}` */
export function statusToJson(error: ConnectError, registry: Registry): JsonObject {
  const { code, message, details } = statusOf(error);
  return {
    code,
    message,
    details: details.map(({ typeUrl, value }): JsonObject => {
      const typeName = typeUrl.slice(typeUrl.lastIndexOf("/") + 1);
      const schema = registry.getMessage(typeName) ?? ERROR_DETAILS.getMessage(typeName);
      try {
        if (schema)
          return { "@type": typeUrl, ...(toJson(schema, fromBinary(schema, value), { registry }) as JsonObject) };
      } catch {
        // A detail that cannot be read still tells its type, and must not hide the error that it belongs to.
      }
      return { "@type": typeUrl, value: base64Encode(value) };
    }),
  };
}
