// The same call over REST and over gRPC, through the gateway: a journey is written once and made in both.
import {
  create,
  type DescMethodUnary,
  fromJson,
  getOption,
  type MessageInitShape,
  type MessageShape,
  toJson,
} from "@bufbuild/protobuf";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { http } from "@meshmart/gen/google/api/annotations_pb";
import { ErrorInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import type { Headers } from "./customers.ts";
import { gatewayUrl } from "./mesh.ts";

export interface Driver {
  readonly name: string;
  /** Throws a Refusal. */
  call<M extends DescMethodUnary>(
    method: M,
    request: MessageInitShape<M["input"]>,
    headers?: Headers,
  ): Promise<MessageShape<M["output"]>>;
}

export class Refusal extends Error {
  readonly reason: string;
  constructor(reason: string, message: string) {
    super(`${reason}: ${message}`);
    this.reason = reason;
  }
}

const TIMEOUT_MS = 20_000;

const grpc: Transport = createGrpcTransport({ baseUrl: gatewayUrl });

export const drivers: readonly Driver[] = [
  {
    name: "REST",
    async call(method, request, headers = {}) {
      const message = toJson(method.input, create(method.input, request)) as Record<string, unknown>;
      const { httpMethod, path, body } = bindingOf(method, message);
      const response = await fetch(gatewayUrl + path, {
        method: httpMethod,
        headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const json = (await response.json()) as { message: string; details?: { reason?: string }[] };
      if (response.ok) return fromJson(method.output, json as never) as never;
      throw new Refusal(json.details?.find(({ reason }) => reason)?.reason ?? String(response.status), json.message);
    },
  },
  {
    name: "gRPC",
    async call(method, request, headers = {}) {
      try {
        return (await grpc.unary(method, undefined, TIMEOUT_MS, headers, request)).message as never;
      } catch (thrown) {
        const error = ConnectError.from(thrown);
        throw new Refusal(error.findDetails(ErrorInfoSchema)[0]?.reason ?? Code[error.code], error.rawMessage);
      }
    },
  },
];

/** The request that google.api.http makes of a message: path, query and body. */
function bindingOf(method: DescMethodUnary, message: Record<string, unknown>) {
  const { pattern, body: binding } = getOption(method, http);
  const inPath = new Set<string>();
  const path = String(pattern.value).replace(/\{([\w.]+)\}/g, (_, name: string) => {
    const names = name.split(".").map(jsonName);
    inPath.add(names[0]!);
    return encodeURIComponent(
      names.reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], message) as string,
    );
  });
  const httpMethod = String(pattern.case).toUpperCase();
  if (binding === "*") {
    const rest = Object.entries(message).filter(([name]) => !inPath.has(name));
    return { httpMethod, path, body: Object.fromEntries(rest) };
  }
  const bodyName = jsonName(binding);
  const query = new URLSearchParams(
    Object.entries(message).flatMap(([name, value]) =>
      inPath.has(name) || name === bodyName ? [] : [value].flat().map((one): [string, string] => [name, String(one)]),
    ),
  );
  return {
    httpMethod,
    path: query.size > 0 ? `${path}?${query}` : path,
    body: binding ? message[bodyName] : undefined,
  };
}

function jsonName(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
