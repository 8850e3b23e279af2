// Calls by procedure ("/meshmart.catalog.v1.CatalogService/GetProduct"): sends each to the fast path of its protocol, or to the router.
import { MethodOptions_IdempotencyLevel as IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import { cutWhenStill } from "./arrival.ts";
import {
  createConnectGet,
  createConnectUnary,
  isPlainQuery,
  type RpcHandler,
  sendConnectError,
} from "./connect-unary.ts";
import type { Contract, PublicMethod } from "./contract.ts";
import { HttpError, refusal, unsupportedMediaType, wrongMethod } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import type { Next } from "./filters.ts";
import { createGrpcUnary, sendGrpcError } from "./grpc-unary.ts";
import type { JsonCodec } from "./json.ts";
import type { Router } from "./router.ts";

export interface RpcOptions {
  readonly contract: Contract;
  readonly json: JsonCodec;
  readonly call: Next;
  readonly router: Router;
  /** Whether REST has something at this path. */
  readonly isRest: (httpMethod: string, path: string) => boolean;
}

/** Serves the request if its path is a procedure's, also one that does not exist; otherwise answers undefined. */
export type RpcDispatch = (exchange: Exchange, path: string) => Promise<void> | undefined;

// "/package.Service/Method".
const PROCEDURE = /^\/[A-Za-z_][\w.]*\.[A-Za-z_]\w*\/[A-Za-z_]\w*$/;
const SUPPORTED = /^application\/(grpc(-web)?(\+(proto|json))?|(connect\+)?(json|proto))\s*(;|$)/i;

export function createRpcDispatch({ contract, json, call, router, isRest }: RpcOptions): RpcDispatch {
  const methods = new Map<string, PublicMethod>(contract.methods.map((method) => [method.procedure, method]));
  const fast = new Map<string, RpcHandler>();
  for (const type of ["application/json", "application/json; charset=utf-8", "application/json;charset=utf-8"]) {
    fast.set(type, createConnectUnary(call, json, false));
  }
  fast.set("application/proto", createConnectUnary(call, json, true));
  const connectGet = createConnectGet(call, json);
  const grpcUnary = createGrpcUnary(call);

  const fastPathOf = (exchange: Exchange, type: string, method: PublicMethod): RpcHandler | undefined => {
    if (isGetOf(exchange, method) && isPlainQuery(exchange.request.url!)) return connectGet;
    if (exchange.request.method !== "POST") return undefined;
    const handler = fast.get(type);
    if (handler) return handler;
    const { headers, httpVersionMajor } = exchange.request;
    const isGrpc = type === "application/grpc" || type === "application/grpc+proto";
    return isGrpc && httpVersionMajor === 2 && (headers["grpc-encoding"] ?? "identity") === "identity"
      ? grpcUnary
      : undefined;
  };

  return (exchange, path) => {
    const type = exchange.request.headers["content-type"] ?? "";
    const method = methods.get(path);
    if (method) {
      exchange.route = path;
      const handler = method.desc.methodKind === "unary" ? fastPathOf(exchange, type, method) : undefined;
      if (handler) return handler(exchange, method);
    } else if (!router.has(path)) {
      if (!PROCEDURE.test(path) || isRest(exchange.request.method!, path)) return undefined;
      refuse(exchange, type, unknown(path));
      return Promise.resolve();
    } else exchange.route = path;

    const mistake = mistakeOf(exchange, path, type, method);
    if (mistake) {
      refuse(exchange, type, mistake);
      return Promise.resolve();
    }
    // A message that trickles in holds memory for as long as it likes, unless a silent stream is cut.
    const { request } = exchange;
    if (method?.desc.methodKind === "unary" && request.httpVersionMajor === 2) {
      cutWhenStill(request);
    }
    return router.handle(exchange, path);
  };
}

/** By GET whatever has no side effects may be asked. */
function isGetOf({ request }: Pick<Exchange, "request">, method: PublicMethod | undefined): boolean {
  const { methodKind, idempotency } = method?.desc ?? {};
  return request.method === "GET" && methodKind === "unary" && idempotency === IdempotencyLevel.NO_SIDE_EFFECTS;
}

function mistakeOf(
  { request }: Exchange,
  path: string,
  type: string,
  method: PublicMethod | undefined,
): HttpError | undefined {
  const isGet = isGetOf({ request }, method);
  if (request.method !== "POST" && !isGet) return wrongMethod(request.method!, path, ["POST"]);
  if (!isGet && !SUPPORTED.test(type))
    return unsupportedMediaType(`"${type.slice(0, 100)}"`, "application/json, application/proto or application/grpc");
  return undefined;
}

/** Hidden methods and ones that never were look the same. */
function unknown(path: string): HttpError {
  return new HttpError(
    404,
    refusal(Code.Unimplemented, "METHOD_NOT_FOUND", `There is no method ${path.slice(1, 200)} here.`),
  );
}

function refuse(exchange: Exchange, type: string, error: HttpError): void {
  if (type.startsWith("application/grpc")) {
    exchange.protocol = type.startsWith("application/grpc-web") ? "grpc-web" : "grpc";
    sendGrpcError(exchange, error, type);
  } else {
    exchange.protocol = "connect";
    sendConnectError(exchange, error);
  }
}
