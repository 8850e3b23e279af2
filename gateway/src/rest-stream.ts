// A server's stream over REST: newline-delimited JSON, {"result":...} a line and {"error":...} as the last one if it fails, or
// server-sent events where the client asks for them. Reads from the service no faster than the client takes.
import type { JsonValue, Message, Registry } from "@bufbuild/protobuf";
import type { Exchange } from "./exchange.ts";
import type { ResponseHeaders } from "./filters.ts";
import { LIMITS } from "./limits.ts";
import { statusToJson } from "./status-json.ts";

export interface RestStream {
  readonly headers: ResponseHeaders;
  readonly messages: AsyncIterable<Message>;
  readonly print: (message: Message) => JsonValue;
  readonly registry: Registry;
}

/** Rejects only while nothing is sent, so that a refusal can still become an HTTP error. */
export async function sendRestStream(exchange: Exchange, stream: RestStream): Promise<void> {
  exchange.isUnary = false;
  const events = /\btext\/event-stream\b/.test(exchange.request.headers.accept ?? "");
  const iterator = stream.messages[Symbol.asyncIterator]();
  let next = await iterator.next();

  const contentType = events ? "text/event-stream" : "application/x-ndjson";
  exchange.begin(200, { ...stream.headers, "content-type": contentType, "cache-control": "no-store" });
  const send = (value: JsonValue, event = "message") => {
    const text = JSON.stringify(value);
    return exchange.write(events ? `event: ${event}\ndata: ${text}\n\n` : `${text}\n`);
  };
  // Without a write, a client that vanished is never noticed while the service has nothing to say.
  const heartbeat = events ? setInterval(() => exchange.poke(": still here\n\n"), LIMITS.heartbeatMs) : undefined;
  try {
    for (; !next.done && !exchange.signal.aborted; next = await iterator.next()) {
      await send({ result: stream.print(next.value) });
    }
    // A browser's EventSource takes the end for a broken line and comes back, unless it is told.
    if (events) await send({}, "end");
  } catch (thrown) {
    await send({ error: statusToJson(exchange.fail(thrown), stream.registry) }, "error");
  } finally {
    clearInterval(heartbeat);
    exchange.end();
    await iterator.return?.();
  }
}
