// ConformanceService as its contract describes it: each request says how it wants to be answered, and is told what arrived.
import { setTimeout as sleep } from "node:timers/promises";
import { create } from "@bufbuild/protobuf";
import { type Any, anyPack } from "@bufbuild/protobuf/wkt";
import { connectError } from "@meshmart/kit/errors";
import type { ServerCall } from "@meshmart/kit/server-call";
import {
  type ErrorDefinition,
  messageType,
  type Payload,
  type RequestInfo,
  type Responding,
  type StreamDefinition,
  type UnaryDefinition,
} from "./contract.ts";
import { appendTo, toList } from "./headers.ts";

type Answer = { payload: Payload };

// `unimplemented` is left out: the kit answers for it.
export const handlers = {
  unary: (request: Responding<UnaryDefinition>, call: ServerCall) => respond(call, [request]),

  idempotentUnary: (request: Responding<UnaryDefinition>, call: ServerCall) => respond(call, [request]),

  async clientStream(requests: AsyncIterable<Responding<UnaryDefinition>>, call: ServerCall) {
    const received: Responding<UnaryDefinition>[] = [];
    for await (const request of requests) received.push(request);
    return respond(call, received);
  },

  // Streams send their headers at once: the caller may wait for them before its next step.
  async *serverStream(request: Responding<StreamDefinition>, call: ServerCall): AsyncGenerator<Answer> {
    const definition = request.responseDefinition;
    if (definition) setMetadata(call, definition);
    call.sendHeader();
    yield* respondAll(call, definition, [request]);
  },

  async *bidiStream(requests: AsyncIterable<Responding<StreamDefinition>>, call: ServerCall): AsyncGenerator<Answer> {
    let definition: StreamDefinition | undefined;
    let sent = 0;
    let pending: Responding<StreamDefinition>[] = [];
    let first = true;
    let fullDuplex = false;
    for await (const request of requests) {
      pending.push(request);
      if (first) {
        first = false;
        definition = request.responseDefinition;
        fullDuplex = request.fullDuplex ?? false;
        if (definition) setMetadata(call, definition);
        if (fullDuplex) call.sendHeader();
      }
      if (!fullDuplex) continue;
      const data = definition?.responseData[sent];
      if (!definition || !data) break;
      await sleep(definition.responseDelayMs);
      const info = sent++ === 0 ? infoOf(call, pending) : { requests: pack(call, pending) };
      yield { payload: { data, requestInfo: info } };
      pending = [];
    }
    yield* respondAll(call, definition, pending, sent);
  },
};

async function respond(call: ServerCall, received: readonly Responding<UnaryDefinition>[]): Promise<Answer> {
  const definition = received[0]?.responseDefinition;
  const requestInfo = infoOf(call, received);
  if (!definition) return { payload: { requestInfo } };
  setMetadata(call, definition);
  await sleep(definition.responseDelayMs);
  const { response } = definition;
  if (response.case === "error") throw toError(response.value, requestInfo);
  return { payload: { requestInfo, ...(response.case && { data: response.value }) } };
}

/** What is left to answer after `sent` messages. */
async function* respondAll(
  call: ServerCall,
  definition: StreamDefinition | undefined,
  received: readonly Responding<StreamDefinition>[],
  sent = 0,
): AsyncGenerator<Answer> {
  if (!definition) return;
  for (; sent < definition.responseData.length; sent++) {
    await sleep(definition.responseDelayMs);
    const data = definition.responseData[sent]!;
    yield { payload: sent === 0 ? { data, requestInfo: infoOf(call, received) } : { data } };
  }
  if (definition.error) throw toError(definition.error, sent === 0 ? infoOf(call, received) : undefined);
}

function setMetadata(call: ServerCall, definition: UnaryDefinition | StreamDefinition): void {
  appendTo(call.responseHeader, definition.responseHeaders);
  appendTo(call.responseTrailer, definition.responseTrailers);
}

function infoOf(call: ServerCall, received: readonly Responding<unknown>[]): RequestInfo {
  const leftMs = call.callerDeadline - Date.now();
  return {
    requestHeaders: toList(call.requestHeader),
    requests: pack(call, received),
    ...(Number.isFinite(leftMs) && { timeoutMs: BigInt(Math.max(0, leftMs)) }),
  };
}

function pack(call: ServerCall, received: readonly Responding<unknown>[]): Any[] {
  return received.map((message) => anyPack(call.method.input, message));
}

function toError({ code, message, details }: ErrorDefinition, info: RequestInfo | undefined) {
  const schema = messageType("ConformancePayload.RequestInfo");
  const all = info ? [...details, anyPack(schema, create(schema, { ...info }))] : [...details];
  return connectError(code, message ?? "", all);
}
