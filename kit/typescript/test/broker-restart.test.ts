// A broker that is killed and started again, while services publish and consume: nothing is lost and nothing has its effect twice.
import { randomUUID } from "node:crypto";
import { on, startConsumer } from "@meshmart/kit/consumer";
import { encodeEvent } from "@meshmart/kit/events";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { appendEvents } from "@meshmart/kit/outbox";
import { startRelay } from "@meshmart/kit/relay";
import { atEnd, openTestBroker, openTestDatabase, startOwnNats, testLog } from "@meshmart/kit/testing";
import { expect, it, vi } from "vitest";
import { eventTypeIn, newDomain } from "./event-types.ts";

const nats = await startOwnNats();
const soon = { timeout: 20_000, interval: 20 };

it("has each event's effect once, in order, over two deaths of the broker", async () => {
  const domain = newDomain();
  const type = eventTypeIn(domain);
  const { sql, owner } = await openTestDatabase(EVENT_TABLES);
  await owner`create table effects (position int generated always as identity, version bigint)`;
  const broker = await openTestBroker(nats.natsUrl);
  const relay = startRelay({ sql, broker, domain, log: testLog });
  const handler = on(type, async (tx, events) => {
    for (const { message } of events) await tx`insert into effects (version) values (${message.version as never})`;
  });
  const consumer = startConsumer({ sql, broker, service: domain, name: "effects", handlers: [handler], log: testLog });
  atEnd(() => Promise.all([relay.stop(), consumer.stop()]));

  const productId = randomUUID();
  let version = 0;
  const append = async (count: number) => {
    for (let added = 0; added < count; added++) {
      await sql.begin((tx) => appendEvents(tx, [encodeEvent(type, { productId, version: BigInt(++version) })]));
      relay.nudge();
    }
  };
  const effects = async () =>
    (await sql<{ version: bigint }[]>`select version from effects order by position`).map((row) => Number(row.version));
  const all = () => Array.from({ length: version }, (_, index) => index + 1);

  await append(20);
  await vi.waitFor(async () => expect(await effects()).toEqual(all()), soon);
  for (let death = 1; death <= 2; death++) {
    // In the middle of its work: some are published, some are acknowledged, some are neither.
    const working = append(50);
    await nats.kill("nats");
    await working;
    await append(10);
    await nats.untilReady("nats");
    await vi.waitFor(async () => expect(await effects()).toEqual(all()), soon);
  }
  const unpublished = () => sql`select 1 from outbox where published_at is null`;
  await vi.waitFor(async () => expect(await unpublished()).toHaveLength(0), soon);
  expect(await effects()).toEqual(all());
}, 90_000);
