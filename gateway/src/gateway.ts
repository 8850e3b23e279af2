// One request handler for everything that arrives at the port, HTTP/1.1 and HTTP/2 alike. Refuses what is over the limits.
import { Code } from "@connectrpc/connect";
import type { HealthState } from "@meshmart/kit/health";
import type { Logger } from "@meshmart/kit/log";
import type { HttpRequest } from "./body.ts";
import type { Contract } from "./contract.ts";
import { HttpError, refusal } from "./errors.ts";
import { Exchange, type HttpResponse } from "./exchange.ts";
import { chain, type Filter, type Next } from "./filters.ts";
import { createJsonCodec } from "./json.ts";
import { LIMITS } from "./limits.ts";
import { addHealth, addReflection, canonicalPath } from "./reflection.ts";
import { createRequestMetrics } from "./request-metrics.ts";
import { createRestHandler, sendRestError } from "./rest.ts";
import { RestRoutes } from "./rest-routes.ts";
import { createRouter } from "./router.ts";
import { createRpcDispatch } from "./rpc.ts";
import type { WebApp } from "./web-app.ts";

export interface GatewayOptions {
  readonly contract: Contract;
  /** Around every call, the first outermost. */
  readonly filters: readonly Filter[];
  readonly upstream: Next;
  /** What is at the paths that the contract leaves; without it, nothing. */
  readonly web?: WebApp;
  readonly health: HealthState;
  readonly log: Logger;
}

export type RequestHandler = (request: HttpRequest, response: HttpResponse) => void;

/** Throws where the contract is contradictory: a path bound twice, a template that names no field. */
export function createGateway({ contract, filters, upstream, web, health, log }: GatewayOptions): RequestHandler {
  const { registry, methods } = contract;
  const call = chain(filters, upstream);
  const json = createJsonCodec(registry);
  const routes = new RestRoutes(contract);
  const rest = createRestHandler({ routes, json, registry, call });
  const router = createRouter({
    methods,
    registry,
    call,
    own(connect) {
      addReflection(connect, contract);
      addHealth(connect, health);
    },
  });
  const isRest = (httpMethod: string, path: string) => routes.match(httpMethod, path).kind !== "unknown";
  const rpc = createRpcDispatch({ contract, json, call, router, isRest });
  const isWeb = ({ method }: HttpRequest, path: string) =>
    (method === "GET" || method === "HEAD") && !routes.owns(path);
  const webOrRest = async (app: WebApp, exchange: Exchange, path: string) => {
    if (!(await app(exchange, path))) await rest(exchange);
  };

  let inFlight = 0;
  const metrics = createRequestMetrics(() => inFlight);
  const leave = () => {
    inFlight--;
  };

  return (request, response) => {
    const exchange = new Exchange(request, response);
    inFlight++;
    exchange.watch(metrics, log, leave);
    const path = canonicalPath(pathOf(request.url!));
    if (path === "/healthz") return sendHealth(exchange, health.serving);
    if (inFlight > LIMITS.requestsInFlight) return sendRestError(exchange, overloaded(), registry);
    // A handler answers whatever goes wrong; only a fault of its own gets here.
    const answered =
      rpc(exchange, path) ?? (web && isWeb(request, path) ? webOrRest(web, exchange, path) : rest(exchange));
    answered.catch((error) => {
      exchange.fail(error);
      response.destroy();
    });
  };
}

function sendHealth(exchange: Exchange, serving: boolean): void {
  exchange.route = "/healthz";
  exchange.send(serving ? 200 : 503, { "content-type": "text/plain" }, serving ? "serving\n" : "not serving\n");
}

function overloaded(): HttpError {
  const message = `The gateway is serving ${LIMITS.requestsInFlight} requests already. Try again in a second.`;
  return new HttpError(503, refusal(Code.ResourceExhausted, "GATEWAY_OVERLOADED", message), { "retry-after": "1" });
}

function pathOf(url: string): string {
  const mark = url.indexOf("?");
  return mark < 0 ? url : url.slice(0, mark);
}
