// Events: as many as were committed, in the order in which they were, whatever happens to the broker or to who publishes them.
import { randomUUID } from "node:crypto";
import { withCall } from "@meshmart/kit/call-context";
import { openSession, type Transaction } from "@meshmart/kit/database";
import { encodeEvent } from "@meshmart/kit/events";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { appendEvents } from "@meshmart/kit/outbox";
import { type Relay, startRelay } from "@meshmart/kit/relay";
import { atEnd, collectEvents, openTestBroker, openTestDatabase, testLog } from "@meshmart/kit/testing";
import { expect, inject, it, vi } from "vitest";
import { eventTypeIn, newDomain } from "./event-types.ts";
import { startProxy } from "./tcp-proxy.ts";

const broker = await openTestBroker();
const soon = { timeout: 10_000, interval: 10 };

/** An outbox with a domain of its own, and what arrives of it at the broker. */
async function openOutbox() {
  const domain = newDomain();
  const type = eventTypeIn(domain);
  const { sql } = await openTestDatabase(EVENT_TABLES);
  const arrived = await collectEvents(broker, [type]);
  return {
    sql,
    arrived,
    /** `version` tells the events of a key apart. */
    event: (productId: string, version: number) => encodeEvent(type, { productId, version: BigInt(version) }),
    start(by = broker): Relay {
      const relay = startRelay({ sql, broker: by, domain, log: testLog });
      atEnd(() => relay.stop());
      return relay;
    },
    versionsOf: (productId: string) =>
      arrived
        .filter(({ subject }) => subject.endsWith(productId))
        .map(({ message }) => Number((message as never as { version: bigint }).version)),
    unpublished: async () => (await sql`select 1 from outbox where published_at is null`).length,
  };
}

it("publishes what was committed, with everything that a consumer needs to know, and nothing that was rolled back", async () => {
  const { sql, arrived, event, start } = await openOutbox();
  const relay = start();
  const productId = randomUUID();
  const trace = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
  const [rolledBack, committed] = withCall({ trace, deadline: Number.POSITIVE_INFINITY }, () => [
    event(productId, 1),
    event(productId, 2),
  ]);
  const failing = sql.begin(async (tx) => {
    await appendEvents(tx, [rolledBack!]);
    throw new Error("changed my mind");
  });
  await expect(failing).rejects.toThrow("changed my mind");
  await sql.begin((tx) => appendEvents(tx, [committed!]));
  relay.nudge();

  await vi.waitFor(() => expect(arrived).toHaveLength(1), soon);
  const domain = committed!.subject.split(".")[0];
  expect(arrived[0]).toMatchObject({
    subject: `${domain}.stock_changed.${productId}`,
    message: { productId, version: 2n },
  });
  expect(arrived[0]!.headers).toEqual({
    "ce-specversion": "1.0",
    "ce-id": committed!.eventId,
    "ce-source": "/inventory",
    "ce-type": "meshmart.inventory.v1.StockChanged",
    "ce-time": expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    "content-type": "application/protobuf",
    traceparent: `00-${trace.traceId}-${trace.spanId}-01`,
    "Nats-Msg-Id": committed!.eventId,
  });
  // Kept after publishing, so that a lost broker can be filled again.
  await vi.waitFor(async () => {
    const rows = await sql`select event_id, published_at from outbox`;
    expect(rows).toMatchObject([{ event_id: committed!.eventId, published_at: expect.any(Date) }]);
  }, soon);
});

it("keeps the order in which the transactions of a key were committed, over more than a batch", async () => {
  const { sql, arrived, event, start, versionsOf, unpublished } = await openOutbox();
  const [first, second] = [randomUUID(), randomUUID()];
  for (let version = 0; version < 600; version += 20) {
    const some = Array.from({ length: 20 }, (_, index) => event(index % 4 ? first : second, version + index));
    await sql.begin((tx) => appendEvents(tx, some));
  }
  start();
  await vi.waitFor(() => expect(arrived).toHaveLength(600), soon);
  const all = Array.from({ length: 600 }, (_, index) => index);
  expect(versionsOf(first)).toEqual(all.filter((index) => index % 4 !== 0));
  expect(versionsOf(second)).toEqual(all.filter((index) => index % 4 === 0));
  await vi.waitFor(async () => expect(await unpublished()).toBe(0), soon);
});

it("finds what another instance committed, without a nudge", async () => {
  const { sql, arrived, event, start } = await openOutbox();
  start();
  await sql.begin((tx) => appendEvents(tx, [event(randomUUID(), 1)]));
  await vi.waitFor(() => expect(arrived).toHaveLength(1), soon);
});

it("publishes each event once and in order when two instances relay one outbox", async () => {
  const { sql, arrived, event, start, versionsOf, unpublished } = await openOutbox();
  const relays = [start(), start(await openTestBroker())];
  const keys = Array.from({ length: 5 }, () => randomUUID());
  for (let version = 1; version <= 60; version++) {
    await sql.begin((tx) =>
      appendEvents(
        tx,
        keys.map((key) => event(key, version)),
      ),
    );
    relays[version % 2]!.nudge();
  }
  await vi.waitFor(async () => expect(await unpublished()).toBe(0), soon);
  await vi.waitFor(() => expect(arrived.length).toBeGreaterThanOrEqual(300), soon);
  expect(new Set(arrived.map(({ eventId }) => eventId)).size).toBe(arrived.length);
  const inOrder = Array.from({ length: 60 }, (_, index) => index + 1);
  for (const key of keys) expect(versionsOf(key)).toEqual(inOrder);
});

it("keeps rows while the broker is away, and publishes them in order when it is back", async () => {
  const proxy = await startProxy(inject("natsUrl"));
  const { sql, event, start, versionsOf, unpublished } = await openOutbox();
  const behind = await openTestBroker(`nats://127.0.0.1:${proxy.port}`);
  const relay = start(behind);
  const productId = randomUUID();
  const append = async (version: number) => {
    await sql.begin((tx) => appendEvents(tx, [event(productId, version)]));
    relay.nudge();
  };
  await append(1);
  await vi.waitFor(() => expect(versionsOf(productId)).toEqual([1]), soon);
  proxy.cut();
  // Committing needs no broker.
  for (let version = 2; version <= 5; version++) await append(version);
  expect(await unpublished()).toBe(4);
  proxy.restore();
  await vi.waitFor(() => expect(versionsOf(productId)).toEqual([1, 2, 3, 4, 5]), soon);
  await vi.waitFor(async () => expect(await unpublished()).toBe(0), soon);
});

it("gets a long queue of one key through a broker that is slow to answer", async () => {
  const proxy = await startProxy(inject("natsUrl"));
  const { sql, event, start, versionsOf, unpublished } = await openOutbox();
  const productId = randomUUID();
  await sql.begin((tx) =>
    appendEvents(
      tx,
      Array.from({ length: 400 }, (_, index) => event(productId, index)),
    ),
  );
  const behind = await openTestBroker(`nats://127.0.0.1:${proxy.port}`);
  proxy.delayMs = 20;
  // 400 answers of 20 ms each take longer than the database lets a transaction idle.
  start(behind);
  await vi.waitFor(async () => expect(await unpublished()).toBeLessThan(400), soon);
  proxy.delayMs = 0;
  await vi.waitFor(async () => expect(await unpublished()).toBe(0), soon);
  expect(versionsOf(productId)).toEqual(Array.from({ length: 400 }, (_, index) => index));
});

it("publishes again what the broker has and nobody could write down, and the broker keeps one of them", async () => {
  const { sql, arrived, event, start, unpublished } = await openOutbox();
  await sql.begin((tx) => appendEvents(tx, [event(randomUUID(), 1), event(randomUUID(), 1)]));
  const lost = await sql.reserve();
  await lost`begin`;
  await lost`select 1 from outbox for update`;
  start();
  // Acknowledged, and the mark waits for our lock: now the transaction that would make it is lost.
  await vi.waitFor(() => expect(arrived).toHaveLength(2), soon);
  const [marking] = await vi.waitFor(async () => {
    const found = await sql`
      select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%update outbox set published_at%'`;
    expect(found).toHaveLength(1);
    return found;
  }, soon);
  await sql`select pg_terminate_backend(${marking!.pid})`;
  await lost`commit`;
  lost.release();
  await vi.waitFor(async () => expect(await unpublished()).toBe(0), soon);
  expect(arrived).toHaveLength(2);
});

it("goes on without an instance that was frozen while it published", async () => {
  const { sql, arrived, event, start } = await openOutbox();
  const frozen = openSession(sql, 1_000);
  await frozen`select pg_advisory_lock(7_236_282)`;
  start();
  await sql.begin((tx) => appendEvents(tx, [event(randomUUID(), 1)]));
  await vi.waitFor(() => expect(arrived).toHaveLength(1), soon);
  await frozen.end();
});

it("publishes what there is before it stops", async () => {
  const { sql, event, start, unpublished } = await openOutbox();
  const relay = start();
  await sql.begin((tx: Transaction) => appendEvents(tx, [event(randomUUID(), 1)]));
  await relay.stop();
  expect(await unpublished()).toBe(0);
});
