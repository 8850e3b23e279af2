// Makes the one call that a case describes, the way an application would, and notes everything that the application sees of it.
import { setTimeout as sleep } from "node:timers/promises";
import type { Message } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { type CallOptions, ConnectError } from "@connectrpc/connect";
import { statusOf } from "@meshmart/kit/errors";
import type { Answer, ConformanceClient } from "./channels.ts";
import { type ClientRequest, type ClientResult, FULL_DUPLEX_BIDI_STREAM, registry } from "./contract.ts";
import { appendTo, toList } from "./headers.ts";

/** A call that never ends must fail its own case, not all that wait behind it. */
const HANGING_MS = 5_000;

export async function invoke(client: ConformanceClient, request: ClientRequest): Promise<ClientResult> {
  const messages = request.requestMessages.map((any) => {
    const message = anyUnpack(any, registry);
    if (!message) throw new Error(`The case has a request of the unknown type ${any.typeUrl}.`);
    return message;
  });
  const call = new Call(request, messages);
  try {
    await call.run(client);
  } catch (thrown) {
    const error = ConnectError.from(thrown);
    const { code, message, details } = statusOf(error);
    call.result.error = { code, message, details };
    call.result.responseTrailers = toList(error.metadata);
  } finally {
    call.end();
  }
  return call.result;
}

class Call {
  readonly result: ClientResult = { responseHeaders: [], payloads: [], responseTrailers: [], numUnsentRequests: 0 };
  readonly #request: ClientRequest;
  readonly #messages: readonly Message[];
  readonly #abort = new AbortController();
  #ended = false;
  #wake = () => {};

  constructor(request: ClientRequest, messages: readonly Message[]) {
    this.#request = request;
    this.#messages = messages;
  }

  async run(client: ConformanceClient): Promise<void> {
    const options = this.#options();
    switch (this.#request.method) {
      case "Unary":
        return this.#single(client.unary(this.#only(), options));
      case "IdempotentUnary":
        return this.#single(client.idempotentUnary(this.#only(), options));
      case "Unimplemented":
        return this.#single(client.unimplemented(this.#only(), options));
      case "ClientStream":
        return this.#single(client.clientStream(this.#outgoing(), options));
      case "ServerStream":
        return this.#many(client.serverStream(this.#only(), options));
      case "BidiStream":
        return this.#many(client.bidiStream(this.#outgoing(), options));
      default:
        throw new Error(`The case calls the unknown method ${this.#request.method}.`);
    }
  }

  /** Lets go of requests that still wait for their turn. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  #options(): CallOptions {
    const { requestHeaders, timeoutMs } = this.#request;
    return {
      headers: appendTo(new Headers(), requestHeaders),
      signal: AbortSignal.any([this.#abort.signal, AbortSignal.timeout(HANGING_MS)]),
      onHeader: (headers) => {
        this.result.responseHeaders = toList(headers);
      },
      onTrailer: (trailers) => {
        this.result.responseTrailers = toList(trailers);
      },
      ...(timeoutMs !== undefined && { timeoutMs }),
    };
  }

  async #single(answer: Promise<Answer>): Promise<void> {
    const { payload } = await answer;
    this.result.payloads.push(payload ?? {});
  }

  async #many(answers: AsyncIterable<Answer>): Promise<void> {
    const timing = this.#request.cancel?.cancelTiming;
    for await (const { payload } of answers) {
      const received = this.result.payloads.push(payload ?? {});
      if (timing?.case === "afterNumResponses" && timing.value === received) this.#abort.abort();
      this.#wake();
    }
  }

  /** The one request of a call that sends no stream; nothing more is to be sent once it is handed out. */
  #only(): Message {
    this.#afterClose();
    return this.#messages[0]!;
  }

  async *#outgoing(): AsyncGenerator<Message> {
    const { requestDelayMs, streamType, cancel } = this.#request;
    this.result.numUnsentRequests = this.#messages.length;
    for (const message of this.#messages) {
      await sleep(requestDelayMs);
      if (this.#ended) return;
      yield message;
      const sent = this.#messages.length - --this.result.numUnsentRequests;
      while (streamType === FULL_DUPLEX_BIDI_STREAM && this.result.payloads.length < sent && !this.#ended) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
    if (cancel?.cancelTiming.case === "beforeCloseSend") this.#abort.abort();
    this.#afterClose();
  }

  #afterClose(): void {
    const timing = this.#request.cancel?.cancelTiming;
    if (timing?.case === "afterCloseSendMs") setTimeout(() => this.#abort.abort(), timing.value);
    if (timing?.case === undefined && timing) setTimeout(() => this.#abort.abort(), 0);
  }
}
