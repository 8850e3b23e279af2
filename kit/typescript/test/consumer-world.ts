// Consumers to test: each with a domain, a database and a table of effects of its own.
import { randomUUID } from "node:crypto";
import { type ConsumerOptions, type EventHandler, on, startConsumer } from "@meshmart/kit/consumer";
import type { Transaction } from "@meshmart/kit/database";
import { type EncodedEvent, encodeEvent, type ReceivedEvent } from "@meshmart/kit/events";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { atEnd, openTestBroker, openTestDatabase, pendingEvents, publishEvent, testLog } from "@meshmart/kit/testing";
import { type JsMsg, jetstream } from "@nats-io/jetstream";
import { eventTypeIn, newDomain } from "./event-types.ts";

export const broker = await openTestBroker();
export const soon = { timeout: 10_000, interval: 10 };

export type Type = ReturnType<typeof eventTypeIn>;

/** A consumer's world: a domain, a database with a table of effects, and the consumer, which writes one for each event. */
export async function openWorld() {
  const domain = newDomain();
  const type = eventTypeIn(domain);
  const { sql, owner } = await openTestDatabase(EVENT_TABLES);
  await owner`create table effects (position int generated always as identity, product_id uuid, version bigint)`;
  const write = async (tx: Transaction, events: readonly ReceivedEvent<Type>[]) => {
    for (const { message } of events) {
      await tx`insert into effects (product_id, version) values (${message.productId}, ${message.version as never})`;
    }
  };
  const start = (handle = write, options: Partial<ConsumerOptions> = {}) => {
    const handlers: EventHandler[] = [on(type, handle)];
    const consumer = startConsumer({
      sql,
      broker,
      service: domain,
      name: "effects",
      handlers,
      log: testLog,
      ...options,
    });
    atEnd(() => consumer.stop());
    return consumer;
  };
  return {
    sql,
    domain,
    write,
    start,
    event: (productId: string, version: number) => encodeEvent(type, { productId, version: BigInt(version) }),
    /** Versions in the order in which their effects were written. */
    async effectsOn(productId: string) {
      const rows = await sql<{ version: bigint }[]>`
        select version from effects where product_id = ${productId} order by position`;
      return rows.map(({ version }) => Number(version));
    },
    inboxOf: async ({ eventId }: EncodedEvent) => (await sql`select 1 from inbox where event_id = ${eventId}`).length,
    pending: () => pendingEvents(broker, domain, `${domain}-effects`),
  };
}

/** What a service's consumers have given up, growing. */
export async function deadLettersOf(service: string): Promise<JsMsg[]> {
  const letters: JsMsg[] = [];
  await publishEvent(broker, {
    eventId: randomUUID(),
    subject: "dead.nobody.nothing",
    headers: {},
    payload: new Uint8Array(),
  });
  const consumer = await jetstream(broker).consumers.get("DEAD", { filter_subjects: `dead.${service}.>` });
  const messages = await consumer.consume({ callback: (message) => void letters.push(message) });
  atEnd(() => messages.close());
  return letters;
}
