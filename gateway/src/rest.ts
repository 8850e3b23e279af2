// REST by google.api.http, straight from Node's request to the upstream call and back: no Headers, no URL, no stream of chunks in
// between. Errors are google.rpc.Status; a server's stream goes on in rest-stream.ts.
import type { Message, Registry } from "@bufbuild/protobuf";
import { mayTakeLong } from "./arrival.ts";
import { readBody, survivesEarlyStop } from "./body.ts";
import { callOf } from "./call-of.ts";
import { HttpError, notFound, unsupportedMediaType, wrongMethod } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import type { Next } from "./filters.ts";
import type { JsonCodec } from "./json.ts";
import { toRequestMessage, toResponseJson } from "./rest-request.ts";
import type { RestRoutes } from "./rest-routes.ts";
import { sendRestStream } from "./rest-stream.ts";
import { checkUpload, isClientStream, readUpload } from "./rest-upload.ts";
import { httpStatusOf, statusToJson } from "./status-json.ts";

export interface RestOptions {
  readonly routes: RestRoutes;
  readonly json: JsonCodec;
  readonly registry: Registry;
  readonly call: Next;
}

export type Handler = (exchange: Exchange) => Promise<void>;

const NO_BODY = Buffer.alloc(0);
const JSON_TYPE = "application/json";

export function createRestHandler(options: RestOptions): Handler {
  return async (exchange) => {
    exchange.protocol = "rest";
    try {
      await serve(exchange, options);
    } catch (error) {
      sendRestError(exchange, error, options.registry);
    }
  };
}

/** Answers with google.rpc.Status and the HTTP status that fits. */
export function sendRestError(exchange: Exchange, thrown: unknown, registry: Registry): void {
  const error = exchange.fail(thrown);
  const httpStatus = thrown instanceof HttpError ? thrown.httpStatus : httpStatusOf(error.code);
  const headers = thrown instanceof HttpError ? thrown.headers : {};
  const body = JSON.stringify(statusToJson(error, registry));
  exchange.send(httpStatus, { ...headers, "content-type": JSON_TYPE }, body);
}

async function serve(exchange: Exchange, { routes, json, registry, call }: RestOptions): Promise<void> {
  const { request } = exchange;
  const url = request.url!;
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  const match = routes.match(request.method!, path);
  if (match.kind === "unknown") throw notFound(request.method!, path);
  if (match.kind === "wrong_method") throw wrongMethod(request.method!, path, match.allowed);

  const { route, segments } = match;
  exchange.route = `${route.httpMethod} ${route.path}`;
  const upload = isClientStream(route.method);
  if (upload) {
    checkUpload(request);
    mayTakeLong(request);
    survivesEarlyStop(request, exchange.response);
  }
  const body = upload || route.body === "" ? NO_BODY : await readJsonBody(exchange);
  const message = toRequestMessage({ route, segments, query: mark < 0 ? "" : url.slice(mark + 1), body }, json);
  const { headers, response } = await call({
    ...callOf(exchange, "rest", route.method),
    request: upload ? readUpload(exchange, message, route.method.desc.input, route.body) : message,
  });
  if (Symbol.asyncIterator in response) {
    const print = (one: Message) => toResponseJson(route, one, json);
    return sendRestStream(exchange, { headers, messages: response, print, registry });
  }

  const text = JSON.stringify(toResponseJson(route, response, json));
  exchange.send(200, { ...headers, "content-type": JSON_TYPE }, text);
}

function readJsonBody(exchange: Exchange): Promise<Buffer> {
  const type = exchange.request.headers["content-type"];
  // `curl -d` calls whatever it sends a form; what arrives there is JSON all the same.
  if (type !== undefined && !/^application\/(json|x-www-form-urlencoded)\s*(;|$)/i.test(type)) {
    throw unsupportedMediaType(`"${type.slice(0, 100)}"`, JSON_TYPE);
  }
  return readBody(exchange.request);
}
