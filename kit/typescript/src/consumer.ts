// Consumes other services' events: at least once from the broker (deliveries.ts), exactly once in effect. The inbox row is written in
// the transaction of the effect, so a redelivery finds it and does nothing. Events are handled in order, many in one transaction.
import type { DescMessage } from "@bufbuild/protobuf";
import type { Database, Transaction } from "./database.ts";
import {
  type Consumer,
  type ConsumerSetup,
  type Delivery,
  durableNameOf,
  startDeliveries,
  withEvent,
} from "./deliveries.ts";
import type { ReceivedEvent } from "./events.ts";
import { isTransient } from "./sql-state.ts";

export type { Consumer };

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

export interface ConsumerOptions extends ConsumerSetup {
  readonly sql: Database;
  readonly handlers: readonly EventHandler[];
  /** After each commit: nudge the relay here if the handlers append events. */
  readonly onCommit?: () => void;
}

/** All handlers of one consumer must be of events of one domain: their order is kept among them. */
export function startConsumer({ sql, onCommit, ...options }: ConsumerOptions): Consumer {
  const durable = durableNameOf(options);
  return startDeliveries({
    ...options,
    handle: (deliveries) => sql.begin((tx) => handleNew(tx, durable, deliveries)).then(() => {}),
    isTransient,
    onHandled: onCommit,
  });
}

async function handleNew(
  tx: Transaction,
  durable: string,
  deliveries: readonly Delivery<EventHandler>[],
): Promise<void> {
  const rows = await tx<{ event_id: string }[]>`
    insert into inbox (consumer, event_id)
    select ${durable}, * from unnest(${deliveries.map(({ event }) => event.eventId)}::uuid[])
    on conflict do nothing
    returning event_id`;
  const fresh = new Set(rows.map((row) => row.event_id));
  // The same event may stand twice in one batch: only its first copy counts.
  const pending = deliveries.filter(({ event }) => fresh.delete(event.eventId));
  for (let start = 0; start < pending.length; ) {
    const { handler, event } = pending[start]!;
    let end = start + 1;
    while (end < pending.length && pending[end]!.handler === handler) end++;
    const run = pending.slice(start, end).map((entry) => entry.event);
    await withEvent(event, () => handler.handle(tx, run));
    start = end;
  }
}
