// Connect's unary calls by POST, JSON and binary, without the router's universal handler: most of what browsers and services send.
// https://connectrpc.com/docs/protocol#unary-request
import { type DescMessage, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import { errorToJson } from "@connectrpc/connect/protocol-connect";
import { readBody } from "./body.ts";
import type { PublicMethod } from "./contract.ts";
import { HttpError, invalid } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import type { Next } from "./filters.ts";
import type { JsonCodec } from "./json.ts";
import { httpStatusOf } from "./status-json.ts";
import { timeoutOf } from "./timeout.ts";

export type RpcHandler = (exchange: Exchange, method: PublicMethod) => Promise<void>;

/** `binary` for application/proto, else application/json. */
export function createConnectUnary(call: Next, json: JsonCodec, binary: boolean): RpcHandler {
  const contentType = binary ? "application/proto" : "application/json";
  return async (exchange, method) => {
    exchange.protocol = "connect";
    const { input, output } = method.desc;
    try {
      const body = await readBody(exchange.request);
      const { headers, response } = await call({
        method,
        protocol: "connect",
        headers: exchange.request.headers,
        trace: exchange.trace,
        metadata: {},
        deadlineMs: timeoutOf(exchange.request.headers),
        signal: exchange.signal,
        request: binary ? readBinary(input, body) : json.read(input, body),
      });
      const message = response as Message;
      const bytes = binary ? toBinary(output, message) : JSON.stringify(json.write(output, message));
      exchange.send(200, { ...headers, "content-type": contentType }, bytes);
    } catch (thrown) {
      sendConnectError(exchange, thrown);
    }
  };
}

/** https://connectrpc.com/docs/protocol#error-end-stream */
export function sendConnectError(exchange: Exchange, thrown: unknown): void {
  const error = exchange.fail(thrown);
  const httpStatus = thrown instanceof HttpError ? thrown.httpStatus : httpStatusOf(error.code);
  const body = JSON.stringify(errorToJson(error, undefined));
  const headers = thrown instanceof HttpError ? thrown.headers : {};
  exchange.send(httpStatus, { ...headers, "content-type": "application/json" }, body);
}

/** Throws INVALID_ARGUMENT for bytes that are not such a message. */
export function readBinary(schema: DescMessage, bytes: Uint8Array): Message {
  try {
    return fromBinary(schema, bytes);
  } catch (error) {
    throw invalid("MALFORMED_PROTOBUF", `The request is not a binary ${schema.typeName}.`, undefined, error);
  }
}
