// What every consumer of events stands on: a durable JetStream consumer whose events are handled in order, many at a time, and
// acknowledged once they are. What cannot be handled is delivered again, apart from the rest and ever later; after 20 deliveries it goes
// to the dead letters, unless only the store was away: never lost. Delivered at least once: `handle` must know what it has handled.
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
import { decodeEvent, type ReceivedEvent, subjectOf } from "./events.ts";
import type { Logger } from "./log.ts";
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

export interface Consumer {
  stop(): Promise<void>;
}

/** What every consumer is told. */
export interface ConsumerSetup {
  readonly broker: NatsConnection;
  readonly service: string;
  /** What it is for, unique in the service: "availability". Names the durable consumer, so keep it. */
  readonly name: string;
  /** After so many an event that cannot be handled goes to the dead letters; 20 unless told otherwise. */
  readonly maxDeliveries?: number;
  readonly log: Logger;
}

interface Deliveries<H extends Handles> extends ConsumerSetup {
  /** All of events of one domain: their order is kept among them. */
  readonly handlers: readonly H[];
  /** Handles them all, or throws and may be asked again for each alone. */
  readonly handle: (deliveries: readonly Delivery<H>[]) => Promise<void>;
  /** Whether only the store was away: then the event is not to blame, however often it comes. */
  readonly isTransient: (error: unknown) => boolean;
  /** After each batch that was handled. */
  readonly onHandled?: (() => void) | undefined;
}

interface Handles {
  readonly schema: DescMessage;
}

/** An event and the handler that is for it. */
export interface Delivery<H extends Handles> {
  readonly handler: H;
  readonly event: ReceivedEvent;
  /** The event's ordering key. */
  readonly key: string;
}

export function durableNameOf({ service, name }: Pick<ConsumerSetup, "service" | "name">): string {
  return `${service}-${name}`;
}

export function startDeliveries<H extends Handles>(options: Deliveries<H>): Consumer {
  const { broker, handlers, log } = options;
  const durable = durableNameOf(options);
  const domain = subjectOf(handlers[0]!.schema).split(".")[0]!;
  const waiting: JsMsg[] = [];
  let stopping = false;
  let messages: ConsumerMessages | undefined;
  let settling: Promise<void> | undefined;

  // Whatever has arrived while the last batch was handled goes into the next one.
  const drain = async () => {
    while (waiting.length > 0) await settle(options, waiting.splice(0, BATCH));
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

/** Runs a handler within the trace of what caused the event, until the delivery would be taken for lost. */
export function withEvent<T>({ traceparent }: ReceivedEvent, handle: () => T): T {
  return withCall({ trace: continueTrace(traceparent), deadline: Date.now() + ACK_WAIT_MS }, handle);
}

async function ensureConsumer(
  manager: JetStreamManager,
  stream: string,
  durable: string,
  handlers: readonly Handles[],
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

/** Handles a batch at once; when that fails, each message on its own, so that a bad one holds up nobody. */
async function settle<H extends Handles>(options: Deliveries<H>, batch: readonly JsMsg[]): Promise<void> {
  const { handlers, handle, isTransient, onHandled, log } = options;
  const durable = durableNameOf(options);
  try {
    await handle(batch.map((message) => received(message, handlers)));
    for (const message of batch) message.ack();
    consumed.inc({ consumer: durable }, batch.length);
    onHandled?.();
  } catch (error) {
    if (batch.length > 1 && !isTransient(error)) {
      for (const message of batch) await settle(options, [message]);
      return;
    }
    log.warn(
      { err: error, consumer: durable, subject: batch[0]!.subject, deliveries: batch[0]!.info.deliveryCount },
      "event not handled; it will be delivered again",
    );
    for (const message of batch) await giveBack(options, message, error);
  }
}

function received<H extends Handles>(message: JsMsg, handlers: readonly H[]): Delivery<H> {
  const type = message.headers?.get("ce-type");
  const handler = handlers.find(({ schema }) => schema.typeName === type);
  if (!handler) throw new Error(`No handler for ${type ?? "an event without ce-type"} on ${message.subject}.`);
  const event = decodeEvent(handler.schema, message.data, (name) => message.headers?.get(name) ?? "");
  return { handler, event, key: message.subject.slice(subjectOf(handler.schema).length + 1) };
}

async function giveBack<H extends Handles>(options: Deliveries<H>, message: JsMsg, error: unknown): Promise<void> {
  const { broker, service, name, maxDeliveries = MAX_DELIVERIES, isTransient, log } = options;
  const durable = durableNameOf(options);
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
