// Consumes other services' events: at least once from the broker, exactly once in effect. The inbox row is written in the transaction
// of the effect, so a redelivery finds it and does nothing. Events are handled in order, many in one transaction; one that cannot be
// handled is retried apart from the rest, and after 20 deliveries goes to the dead letters, never lost.
import type { DescMessage } from "@bufbuild/protobuf";
import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamManager,
  type JsMsg,
  jetstream,
  jetstreamManager,
} from "@nats-io/jetstream";
import { nanos } from "nats";
import { Counter } from "prom-client";
import type { NatsConnection } from "./broker.ts";
import { withCall } from "./call-context.ts";
import type { Database, Transaction } from "./database.ts";
import { decodeEvent, type ReceivedEvent, subjectOf } from "./events.ts";
import type { Logger } from "./log.ts";
import { isTransient } from "./sql-state.ts";
import { DEAD_LETTERS, ensureStream } from "./streams.ts";
import { continueTrace } from "./trace.ts";

const BATCH = 100;
/** Deliveries in flight: the bound of what waits in this process. */
const MAX_PENDING = 500;
/** After this a delivery is taken for lost, with whoever had it. */
const ACK_WAIT_MS = 10_000;
const MAX_DELIVERIES = 20;
const RETRY_PAUSE_MS = 1_000;

const consumed = new Counter({ name: "events_consumed_total", help: "Events handled.", labelNames: ["consumer"] });
const retried = new Counter({
  name: "events_retried_total",
  help: "Deliveries that failed and will be repeated.",
  labelNames: ["consumer"],
});
const dead = new Counter({
  name: "events_dead_total",
  help: "Events given up to the dead letters.",
  labelNames: ["consumer"],
});

export interface EventHandler {
  readonly schema: DescMessage;
  readonly handle: (tx: Transaction, events: readonly ReceivedEvent[]) => Promise<void>;
}

/** Handles events of one type, in order, a run of them at a time, in one transaction with their inbox rows. */
export function on<S extends DescMessage>(
  schema: S,
  handle: (tx: Transaction, events: readonly ReceivedEvent<S>[]) => Promise<void>,
): EventHandler {
  return { schema, handle: handle as EventHandler["handle"] };
}

export interface ConsumerOptions {
  readonly sql: Database;
  readonly broker: NatsConnection;
  readonly service: string;
  /** What it is for, unique in the service: "availability". Names the durable consumer, so keep it. */
  readonly name: string;
  readonly handlers: readonly EventHandler[];
  /** After each commit: nudge the relay here if the handlers append events. */
  readonly onCommit?: () => void;
  /** After so many an event that cannot be handled goes to the dead letters; 20 unless told otherwise. */
  readonly maxDeliveries?: number;
  readonly log: Logger;
}

export interface Consumer {
  stop(): Promise<void>;
}

/** All handlers of one consumer must be of events of one domain: their order is kept among them. */
export function startConsumer(options: ConsumerOptions): Consumer {
  const { broker, service, name, handlers, log } = options;
  const durable = `${service}-${name}`;
  const domain = subjectOf(handlers[0]!.schema).split(".")[0]!;
  const waiting: JsMsg[] = [];
  let stopping = false;
  let messages: ConsumerMessages | undefined;
  let settling: Promise<void> | undefined;

  // Whatever has arrived while the last transaction ran goes into the next one.
  const drain = async () => {
    while (waiting.length > 0) await settle(options, durable, waiting.splice(0, BATCH));
    settling = undefined;
  };
  const callback = (message: JsMsg) => {
    waiting.push(message);
    settling ??= Promise.resolve().then(drain);
  };
  const loop = async () => {
    while (!stopping) {
      try {
        const manager = await jetstreamManager(broker);
        const stream = await ensureStream(manager, domain);
        await ensureConsumer(manager, stream, durable, handlers);
        const consumer = await jetstream(broker).consumers.get(stream, durable);
        messages = await consumer.consume({ max_messages: BATCH, callback, abort_on_missing_resource: true });
        if (stopping) messages.stop();
        const failure = await messages.closed();
        if (failure) throw failure;
      } catch (error) {
        if (stopping) return;
        log.warn({ err: error, consumer: durable }, "consumer interrupted; it starts again");
        await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS));
      }
    }
  };
  const running = loop();
  return {
    async stop() {
      stopping = true;
      messages?.stop();
      await running;
      await settling;
    },
  };
}

async function ensureConsumer(
  manager: JetStreamManager,
  stream: string,
  durable: string,
  handlers: readonly EventHandler[],
) {
  const config = {
    durable_name: durable,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ACK_WAIT_MS),
    deliver_policy: DeliverPolicy.All,
    filter_subjects: handlers.map(({ schema }) => `${subjectOf(schema)}.*`),
    max_ack_pending: MAX_PENDING,
    max_deliver: -1,
  };
  const existing = await manager.consumers.info(stream, durable).catch(() => undefined);
  if (existing) await manager.consumers.update(stream, durable, config);
  else await manager.consumers.add(stream, config);
}

/** Handles a batch in one transaction; when that fails, each message on its own, so that a bad one holds up nobody. */
async function settle(options: ConsumerOptions, durable: string, batch: readonly JsMsg[]): Promise<void> {
  const { sql, handlers, onCommit, log } = options;
  try {
    await sql.begin((tx) => handleNew(tx, durable, batch, handlers));
    for (const message of batch) message.ack();
    consumed.inc({ consumer: durable }, batch.length);
    onCommit?.();
  } catch (error) {
    if (batch.length > 1 && !isTransient(error)) {
      for (const message of batch) await settle(options, durable, [message]);
      return;
    }
    log.warn(
      { err: error, consumer: durable, subject: batch[0]!.subject, deliveries: batch[0]!.info.deliveryCount },
      "event not handled; it will be delivered again",
    );
    for (const message of batch) await giveBack(options, durable, message, error);
  }
}

async function handleNew(
  tx: Transaction,
  durable: string,
  batch: readonly JsMsg[],
  handlers: readonly EventHandler[],
): Promise<void> {
  const received = batch.map((message) => {
    const type = message.headers?.get("ce-type");
    const handler = handlers.find(({ schema }) => schema.typeName === type);
    if (!handler) throw new Error(`No handler for ${type ?? "an event without ce-type"} on ${message.subject}.`);
    return { handler, event: decodeEvent(handler.schema, message.data, (name) => message.headers?.get(name) ?? "") };
  });
  const rows = await tx<{ event_id: string }[]>`
    insert into inbox (consumer, event_id)
    select ${durable}, * from unnest(${received.map(({ event }) => event.eventId)}::uuid[])
    on conflict do nothing
    returning event_id`;
  const fresh = new Set(rows.map((row) => row.event_id));
  // The same event may stand twice in one batch: only its first copy counts.
  const pending = received.filter(({ event }) => fresh.delete(event.eventId));
  for (let start = 0; start < pending.length; ) {
    const { handler, event } = pending[start]!;
    let end = start + 1;
    while (end < pending.length && pending[end]!.handler === handler) end++;
    const run = pending.slice(start, end).map((entry) => entry.event);
    await withCall({ trace: continueTrace(event.traceparent), deadline: Date.now() + ACK_WAIT_MS }, () =>
      handler.handle(tx, run),
    );
    start = end;
  }
}

async function giveBack(
  { broker, service, name, maxDeliveries = MAX_DELIVERIES, log }: ConsumerOptions,
  durable: string,
  message: JsMsg,
  error: unknown,
): Promise<void> {
  const { deliveryCount } = message.info;
  if (isTransient(error) || deliveryCount < maxDeliveries) {
    retried.inc({ consumer: durable });
    message.nak(Math.min(100 * 2 ** deliveryCount, 30_000));
    return;
  }
  try {
    await ensureStream(await jetstreamManager(broker), DEAD_LETTERS);
    // Not the event's own id: another consumer may give the same event up.
    const msgID = `${durable} ${message.info.streamSequence}`;
    await jetstream(broker).publish(`${DEAD_LETTERS}.${service}.${name}`, message.data, {
      headers: message.headers!,
      msgID,
    });
    message.term(String(error));
    dead.inc({ consumer: durable });
    log.error({ err: error, consumer: durable, subject: message.subject }, "event given up to the dead letters");
  } catch {
    // Not even the dead letters can take it now: it stays with the broker and comes again.
    message.nak(30_000);
  }
}
