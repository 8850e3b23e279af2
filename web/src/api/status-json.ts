// An error as REST answers with it, google.rpc.Status in JSON, made the error that all other calls fail with: pages need not know which way
// a call took.
import { createRegistry, fromJson, type JsonValue } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { file_google_rpc_error_details } from "@meshmart/gen/google/rpc/error_details_pb";
import { type Status, StatusSchema } from "@meshmart/gen/google/rpc/status_pb";

const registry = createRegistry(file_google_rpc_error_details);

/** @param text the body of an answer that is no success: not always ours, since proxies refuse too */
export function errorFromStatusText(text: string, headers: HeadersInit = {}): ConnectError {
  return errorFromStatusJson(parse(text), headers);
}

export function errorFromStatusJson(json: JsonValue | undefined, headers: HeadersInit = {}): ConnectError {
  const status = read(json);
  if (!status) return new ConnectError("The answer is not from the mesh.", Code.Unavailable, headers);
  const error = new ConnectError(status.message, status.code, headers);
  error.details = status.details.map(({ typeUrl, value }) => ({
    type: typeUrl.slice(typeUrl.lastIndexOf("/") + 1),
    value,
  }));
  return error;
}

function read(json: JsonValue | undefined): Status | undefined {
  if (!isObject(json)) return undefined;
  try {
    // Details of other types tell us nothing, and must not hide the error that they belong to.
    const details = Array.isArray(json.details) ? json.details.filter(isKnown) : [];
    const status = fromJson(StatusSchema, { ...json, details }, { registry, ignoreUnknownFields: true });
    return status.code in Code ? status : undefined;
  } catch {
    return undefined;
  }
}

function isKnown(detail: JsonValue): boolean {
  const type = isObject(detail) ? detail["@type"] : undefined;
  return typeof type === "string" && registry.getMessage(type.slice(type.lastIndexOf("/") + 1)) !== undefined;
}

function isObject(json: JsonValue | undefined): json is { [name: string]: JsonValue } {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
