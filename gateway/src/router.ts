// What the fast paths leave: Connect's GET and streams, gRPC-Web, gRPC's streams and compressed calls. Connect's own router does the
// protocols; behind it every method goes through the same filters to the same upstream.
import type { Message, Registry } from "@bufbuild/protobuf";
import {
  type ConnectRouter,
  createConnectRouter,
  createContextKey,
  createContextValues,
  type HandlerContext,
} from "@connectrpc/connect";
import type { UniversalHandler } from "@connectrpc/connect/protocol";
import {
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import { survivesEarlyStop } from "./body.ts";
import type { PublicMethod } from "./contract.ts";
import { HttpError } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import type { Next, Protocol, Reply, ResponseHeaders } from "./filters.ts";
import { LIMITS } from "./limits.ts";

export interface RouterOptions {
  readonly methods: readonly PublicMethod[];
  readonly registry: Registry;
  readonly call: Next;
  /** Adds what the gateway serves itself: health and reflection. */
  readonly own: (router: ConnectRouter) => void;
}

export interface Router {
  has(procedure: string): boolean;
  handle(exchange: Exchange, procedure: string): Promise<void>;
}

// Connect writes to both kinds of response as if they were one.
type NodeResponse = Parameters<typeof universalResponseToNodeResponse>[1];

const EXCHANGE = createContextKey<Exchange | undefined>(undefined);

export function createRouter({ methods, registry, call, own }: RouterOptions): Router {
  const router = createConnectRouter({
    acceptCompression: [compressionGzip],
    readMaxBytes: LIMITS.bodyBytes,
    jsonOptions: { registry, alwaysEmitImplicit: true },
  });
  own(router);
  for (const method of methods) addMethod(router, method, call);
  const handlers = new Map<string, UniversalHandler>(router.handlers.map((handler) => [handler.requestPath, handler]));

  return {
    has: (procedure) => handlers.has(procedure),
    async handle(exchange, procedure) {
      const handler = handlers.get(procedure)!;
      exchange.isUnary = handler.method.methodKind === "unary";
      exchange.response.setHeader("x-trace-id", exchange.trace.traceId);
      // Answers to POST are kept by nobody anyway.
      if (exchange.request.method === "GET") exchange.response.setHeader("cache-control", "no-store");
      const values = createContextValues().set(EXCHANGE, exchange);
      const response = exchange.response as NodeResponse;
      survivesEarlyStop(exchange.request, response);
      const request = universalRequestFromNodeRequest(exchange.request, response, undefined, values);
      try {
        await universalResponseToNodeResponse(await handler(request), response);
      } catch (error) {
        // The client left while its answer was written: there is nobody to tell.
        if (!exchange.signal.aborted) exchange.fail(error);
      }
    },
  };
}

function addMethod(router: ConnectRouter, method: PublicMethod, call: Next): void {
  const forward = async (
    request: Message | AsyncIterable<Message>,
    context: HandlerContext,
  ): Promise<Reply["response"]> => {
    const exchange = context.values.get(EXCHANGE)!;
    exchange.protocol = context.protocolName as Protocol;
    try {
      const { headers, response } = await call({
        method,
        protocol: exchange.protocol,
        headers: exchange.request.headers,
        trace: exchange.trace,
        metadata: {},
        deadlineMs: context.timeoutMs() ?? Number.POSITIVE_INFINITY,
        signal: context.signal,
        request,
      });
      addHeaders(exchange, headers);
      return response;
    } catch (thrown) {
      if (thrown instanceof HttpError) addHeaders(exchange, thrown.headers);
      throw exchange.fail(thrown);
    }
  };
  async function* forwardStream(
    request: Message | AsyncIterable<Message>,
    context: HandlerContext,
  ): AsyncGenerator<Message> {
    const exchange = context.values.get(EXCHANGE)!;
    try {
      yield* (await forward(request, context)) as AsyncIterable<Message>;
    } catch (thrown) {
      throw exchange.fail(thrown);
    }
  }
  const streams = method.desc.methodKind === "server_streaming" || method.desc.methodKind === "bidi_streaming";
  router.rpc(method.desc, (streams ? forwardStream : forward) as never);
}

/** Connect adds its own to these, also those of an error. */
function addHeaders({ response }: Exchange, headers: ResponseHeaders): void {
  for (const name in headers) response.setHeader(name, headers[name]!);
}
