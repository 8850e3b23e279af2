// Events received: each has its effect once, in order, and none is lost, whatever the broker, the handler or the process does.
import { randomUUID } from "node:crypto";
import { currentCall } from "@meshmart/kit/call-context";
import type { Transaction } from "@meshmart/kit/database";
import type { EncodedEvent, ReceivedEvent } from "@meshmart/kit/events";
import { publishEvent } from "@meshmart/kit/testing";
import { expect, it, vi } from "vitest";
import { broker, deadLettersOf, openWorld, soon, type Type } from "./consumer-world.ts";

it("handles each event in the order of its key, many in a transaction", async () => {
  const { write, start, event, effectsOn, pending } = await openWorld();
  const keys = [randomUUID(), randomUUID(), randomUUID()];
  const events = Array.from({ length: 300 }, (_, index) => event(keys[index % 3]!, index));
  for (const each of events) await publishEvent(broker, each);
  const runs: number[] = [];
  start(async (tx, run) => {
    runs.push(run.length);
    await write(tx, run);
  });
  const expected = (key: number) => Array.from({ length: 100 }, (_, index) => index * 3 + key);
  await vi.waitFor(async () => expect(await effectsOn(keys[2]!)).toEqual(expected(2)), soon);
  expect(await effectsOn(keys[0]!)).toEqual(expected(0));
  expect(await effectsOn(keys[1]!)).toEqual(expected(1));
  expect(runs.length).toBeLessThan(150);
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
});

it("commits an event's effect and its inbox row together or not at all", async () => {
  const { write, start, event, effectsOn, inboxOf } = await openWorld();
  const productId = randomUUID();
  const told = event(productId, 1);
  const seen: [number, number][] = [];
  let tries = 0;
  start(async (tx, run) => {
    seen.push([(await effectsOn(productId)).length, await inboxOf(told)]);
    await write(tx, run);
    if (++tries < 3) throw new Error("after the effect, before the commit");
  });
  await publishEvent(broker, told);
  await vi.waitFor(async () => expect(await effectsOn(productId)).toEqual([1]), soon);
  expect(seen).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
  expect(await inboxOf(told)).toBe(1);
});

it("has one effect of an event that is published twice, as after a relay's crash, at once or later", async () => {
  const { start, event, effectsOn, pending } = await openWorld();
  const productId = randomUUID();
  const [first, second] = [event(productId, 1), event(productId, 2)];
  await publishEvent(broker, first);
  await publishEvent(broker, first, "a copy in the same batch");
  start();
  await vi.waitFor(async () => expect(await effectsOn(productId)).toEqual([1]), soon);
  await publishEvent(broker, first, "a copy after the effect");
  await publishEvent(broker, second);
  await vi.waitFor(async () => expect(await effectsOn(productId)).toEqual([1, 2]), soon);
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
  expect(await effectsOn(productId)).toEqual([1, 2]);
});

it("has one effect of an event whose acknowledgement was lost", async () => {
  const { sql, domain, start, event, effectsOn, pending } = await openWorld();
  const productId = randomUUID();
  const told = event(productId, 1);
  // What a process leaves behind that died between its commit and its acknowledgement.
  await sql`insert into effects (product_id, version) values (${productId}, 1)`;
  await sql`insert into inbox (consumer, event_id) values (${`${domain}-effects`}, ${told.eventId})`;
  await publishEvent(broker, told);
  await publishEvent(broker, event(productId, 2));
  start();
  await vi.waitFor(async () => expect(await effectsOn(productId)).toEqual([1, 2]), soon);
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
});

it("goes on where it was after a stop, and shares the work with another instance", async () => {
  const { start, event, effectsOn, pending } = await openWorld();
  const productId = randomUUID();
  await publishEvent(broker, event(productId, 1));
  const first = start();
  await vi.waitFor(async () => expect(await effectsOn(productId)).toEqual([1]), soon);
  await first.stop();
  for (let version = 2; version <= 50; version++) await publishEvent(broker, event(productId, version));
  start();
  start();
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
  const all = Array.from({ length: 50 }, (_, index) => index + 1);
  expect((await effectsOn(productId)).sort((a, b) => a - b)).toEqual(all);
});

it("lets an event that cannot be handled hold up nobody, and keeps it as a dead letter", async () => {
  const { domain, write, start, event, effectsOn, inboxOf, pending } = await openWorld();
  const [bad, good] = [randomUUID(), randomUUID()];
  const poison = event(bad, 13);
  let tries = 0;
  const refusing = async (tx: Transaction, run: readonly ReceivedEvent<Type>[]) => {
    await write(tx, run);
    if (!run.some(({ message }) => message.productId === bad)) return;
    if (run.length === 1) tries++;
    throw new Error("unlucky");
  };
  for (let version = 1; version <= 5; version++) await publishEvent(broker, event(good, version));
  await publishEvent(broker, poison);
  for (let version = 6; version <= 10; version++) await publishEvent(broker, event(good, version));
  start(refusing, { maxDeliveries: 3 });
  start(refusing, { maxDeliveries: 3, name: "more-effects" });

  const dead = await deadLettersOf(domain);
  await vi.waitFor(async () => expect(await effectsOn(good)).toHaveLength(20), soon);
  expect(dead).toHaveLength(0);
  // Each of the two consumers has given it up, and says so.
  await vi.waitFor(() => expect(dead).toHaveLength(2), soon);
  expect(dead.map(({ subject }) => subject).sort()).toEqual([`dead.${domain}.effects`, `dead.${domain}.more-effects`]);
  for (const letter of dead) {
    expect(letter.headers?.get("ce-id")).toBe(poison.eventId);
    expect(Buffer.from(letter.data)).toEqual(Buffer.from(poison.payload));
  }
  expect(tries).toBe(6);
  expect(await effectsOn(bad)).toEqual([]);
  expect(await inboxOf(poison)).toBe(0);
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
});

it("gives up what is no event that it knows, and handles the next", async () => {
  const { domain, start, event, effectsOn } = await openWorld();
  const productId = randomUUID();
  const dead = await deadLettersOf(domain);
  const spoiled: Partial<EncodedEvent>[] = [
    { headers: { ...event(productId, 1).headers, "ce-type": "x.Y" } },
    { headers: {} },
    { payload: new Uint8Array([255, 255]) },
    { headers: { ...event(productId, 1).headers, "ce-id": "1" } },
  ];
  for (const spoil of spoiled) await publishEvent(broker, { ...event(productId, 1), ...spoil });
  await publishEvent(broker, event(productId, 2));
  start(undefined, { maxDeliveries: 2 });
  await vi.waitFor(() => expect(dead).toHaveLength(spoiled.length), soon);
  expect(await effectsOn(productId)).toEqual([2]);
});

it("never gives up an event for the database's sake", async () => {
  const { domain, write, start, event, effectsOn } = await openWorld();
  const productId = randomUUID();
  const dead = await deadLettersOf(domain);
  let tries = 0;
  const interrupted = async (tx: Transaction, run: readonly ReceivedEvent<Type>[]) => {
    if (++tries < 4) await tx`select pg_terminate_backend(pg_backend_pid())`;
    await write(tx, run);
  };
  start(interrupted, { maxDeliveries: 1 });
  await publishEvent(broker, event(productId, 1));
  await vi.waitFor(async () => expect(await effectsOn(productId)).toEqual([1]), soon);
  expect(dead).toHaveLength(0);
});

it("handles an event within the trace of what caused it", async () => {
  const { start, event, write } = await openWorld();
  const told = event(randomUUID(), 1);
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  told.headers.traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  const traces: (string | undefined)[] = [];
  start(async (tx, run) => {
    traces.push(currentCall()?.trace.traceId);
    await write(tx, run);
  });
  await publishEvent(broker, told);
  await vi.waitFor(() => expect(traces).toEqual([traceId]), soon);
});

it("tells of each commit, so that what it caused goes on at once", async () => {
  const { start, event, effectsOn } = await openWorld();
  const productId = randomUUID();
  const seen: number[][] = [];
  const onCommit = vi.fn(() => void effectsOn(productId).then((effects) => seen.push(effects)));
  start(undefined, { onCommit });
  await publishEvent(broker, event(productId, 1));
  await vi.waitFor(() => expect(seen).toEqual([[1]]), soon);
});

it("stops also when it has hardly started", async () => {
  const { start } = await openWorld();
  for (const pauseMs of [0, 1, 3, 6, 12]) {
    const consumer = start();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    await expect(Promise.race([consumer.stop(), after(5_000)])).resolves.toBeUndefined();
  }
});

const after = (ms: number) => new Promise<string>((resolve) => setTimeout(resolve, ms, "too late").unref());
