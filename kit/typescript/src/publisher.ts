// Publishes events to JetStream and hears its acknowledgements, many in flight. All of them come to one subject whose last token names
// the event: the library's own way takes a promise, a timer and two errors with their stacks for each, which costs more than the rest.
import { createInbox, type Msg, headers as natsHeaders } from "nats";
import type { NatsConnection } from "./broker.ts";

export interface Publishable {
  readonly id: bigint;
  readonly event_id: string;
  readonly subject: string;
  readonly headers: Record<string, string>;
  readonly payload: Uint8Array;
}

export interface Published {
  /** The ids of those that the broker has. */
  readonly acknowledged: readonly bigint[];
  /** Why the broker has not, or may not have, one of the others. */
  readonly failure: Error | undefined;
}

export interface Publisher {
  /** Sends all at once, and answers when each is settled or `timeoutMs` have passed. */
  publish(events: readonly Publishable[]): Promise<Published>;
  close(): void;
}

export function createPublisher(broker: NatsConnection, timeoutMs: number): Publisher {
  const inbox = createInbox();
  const waiting = new Map<string, (failure: Error | undefined) => void>();
  let sent = 0;
  const answers = broker.subscribe(`${inbox}.*`, {
    callback: (_error, message) => {
      const token = message.subject.slice(inbox.length + 1);
      const settle = waiting.get(token);
      waiting.delete(token);
      settle?.(refusalIn(message));
    },
  });

  return {
    publish: (events) =>
      new Promise((resolve) => {
        const acknowledged: bigint[] = [];
        const tokens: string[] = [];
        let failure: Error | undefined;
        let left = events.length;
        const end = () => {
          clearTimeout(timer);
          for (const token of tokens) waiting.delete(token);
          resolve({ acknowledged, failure });
        };
        const timer = setTimeout(() => {
          failure ??= new Error(
            `The broker has not acknowledged ${left} of ${events.length} events in ${timeoutMs} ms.`,
          );
          end();
        }, timeoutMs);
        for (const event of events) {
          const token = String(sent++);
          tokens.push(token);
          waiting.set(token, (refusal) => {
            if (refusal) failure ??= refusal;
            else acknowledged.push(event.id);
            if (--left === 0) end();
          });
          try {
            send(event, `${inbox}.${token}`);
          } catch (error) {
            // The connection is closed: nothing of the rest can be sent either.
            failure ??= error as Error;
            return end();
          }
        }
        if (left === 0) end();
      }),
    close: () => answers.unsubscribe(),
  };

  function send({ subject, payload, headers, event_id }: Publishable, reply: string): void {
    const sending = natsHeaders();
    for (const name in headers) sending.set(name, headers[name]!);
    sending.set("Nats-Msg-Id", event_id);
    broker.publish(subject, payload, { headers: sending, reply });
  }
}

/** https://docs.nats.io/reference/reference-protocols/nats_api_reference: an acknowledgement, or an error; 503 where no stream listens. */
function refusalIn(message: Msg): Error | undefined {
  if (message.headers?.code === 503) return new Error("No stream of the broker takes the event.");
  try {
    const { error } = message.json<{ error?: { description?: string } }>();
    return error && new Error(`The broker refused an event: ${error.description ?? "it did not say why"}.`);
  } catch (cause) {
    return new Error("The broker's acknowledgement is not one.", { cause });
  }
}
