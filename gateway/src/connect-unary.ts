// Connect's unary calls by POST and GET, JSON and binary, without the router's universal handler: most of what browsers and services send.
// https://connectrpc.com/docs/protocol#unary-request
import { type DescMessage, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import { errorToJson } from "@connectrpc/connect/protocol-connect";
import { readBody } from "./body.ts";
import { callOf } from "./call-of.ts";
import type { PublicMethod } from "./contract.ts";
import { HttpError, invalid, unsupportedMediaType } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import type { Next } from "./filters.ts";
import type { JsonCodec } from "./json.ts";
import { httpStatusOf } from "./status-json.ts";

export type RpcHandler = (exchange: Exchange, method: PublicMethod) => Promise<void>;

/** `binary` for application/proto, else application/json. */
export function createConnectUnary(call: Next, json: JsonCodec, binary: boolean): RpcHandler {
  return async (exchange, method) => {
    const read = async ({ input }: PublicMethod["desc"]) => {
      const body = await readBody(exchange.request);
      return binary ? readBinary(input, body) : json.read(input, body);
    };
    await answer(exchange, method, { call, json, binary, read });
  };
}

/** Without side effects: the message stands in the query. One that is compressed is left to the router. */
export function createConnectGet(call: Next, json: JsonCodec): RpcHandler {
  return async (exchange, method) => {
    const query = new URLSearchParams(exchange.request.url!.split("?", 2)[1]);
    const binary = query.get("encoding") === "proto";
    await answer(exchange, method, { call, json, binary, read: async ({ input }) => readQuery(input, query, json) });
  };
}

/** Whether `createConnectGet` reads it. */
export function isPlainQuery(url: string): boolean {
  return !/[?&]compression=(?!identity(&|$))/.test(url);
}

function readQuery(schema: DescMessage, query: URLSearchParams, json: JsonCodec): Message {
  const encoding = query.get("encoding") ?? "";
  if (encoding !== "json" && encoding !== "proto")
    throw unsupportedMediaType(`the encoding "${encoding.slice(0, 100)}" of a query`, "json or proto");
  const version = query.get("connect") ?? "v1";
  if (version !== "v1") throw invalid("UNSUPPORTED_VERSION", 'The query\'s "connect" must be "v1".', "connect");
  const bytes = Buffer.from(query.get("message") ?? "", query.get("base64") === "1" ? "base64url" : "utf8");
  return encoding === "proto" ? readBinary(schema, bytes) : json.read(schema, bytes);
}

interface Unary {
  readonly call: Next;
  readonly json: JsonCodec;
  readonly binary: boolean;
  readonly read: (method: PublicMethod["desc"]) => Promise<Message>;
}

async function answer(exchange: Exchange, method: PublicMethod, { call, json, binary, read }: Unary): Promise<void> {
  exchange.protocol = "connect";
  const { output } = method.desc;
  try {
    const { headers, response } = await call({
      ...callOf(exchange, "connect", method),
      request: await read(method.desc),
    });
    const message = response as Message;
    const bytes = binary ? toBinary(output, message) : JSON.stringify(json.write(output, message));
    exchange.send(200, { ...headers, "content-type": binary ? "application/proto" : "application/json" }, bytes);
  } catch (thrown) {
    sendConnectError(exchange, thrown);
  }
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
