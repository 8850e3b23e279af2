// Events received without a database: each reaches its handler at least once, in the order of its key, and none is lost.
import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { currentCall } from "@meshmart/kit/call-context";
import { DomainError } from "@meshmart/kit/errors";
import { encodeEvent, type ReceivedEvent } from "@meshmart/kit/events";
import { onEach, startIdempotentConsumer } from "@meshmart/kit/idempotent-consumer";
import { atEnd, pendingEvents, publishEvent, testLog } from "@meshmart/kit/testing";
import { expect, it, vi } from "vitest";
import { broker, deadLettersOf, soon, type Type } from "./consumer-world.ts";
import { eventTypeIn, newDomain } from "./event-types.ts";

/** A domain, and consumers whose handler notes each event before `then` decides how it ends. */
function openWorld() {
  const domain = newDomain();
  const type = eventTypeIn(domain);
  const handled: { key: string; version: number; traceId: string | undefined }[] = [];
  const start = (then: (event: ReceivedEvent<Type>) => unknown = () => {}, maxDeliveries = 20) => {
    const handler = onEach(type, async (event) => {
      const { productId: key, version } = event.message;
      handled.push({ key, version: Number(version), traceId: currentCall()?.trace.traceId });
      await then(event);
    });
    const setup = { broker, service: domain, name: "effects", log: testLog, maxDeliveries };
    const consumer = startIdempotentConsumer({ ...setup, handlers: [handler] });
    atEnd(() => consumer.stop());
    return consumer;
  };
  return {
    domain,
    start,
    tell: (key: string, version: number) =>
      publishEvent(broker, encodeEvent(type, { productId: key, version: BigInt(version) })),
    versionsOf: (key: string) => handled.filter((each) => each.key === key).map(({ version }) => version),
    handled,
    pending: () => pendingEvents(broker, domain, `${domain}-effects`),
  };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

it("handles the events of a key one after the other, and those of other keys meanwhile", async () => {
  const { start, tell, versionsOf, pending } = openWorld();
  const [slow, quick] = [randomUUID(), randomUUID()];
  for (const version of upTo(5)) await tell(slow, version);
  await tell(quick, 1);
  const busy = new Set<string>();
  let met = 0;
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  start(async ({ message: { productId, version } }) => {
    if (busy.has(productId)) met++;
    busy.add(productId);
    if (version === 1n) await held;
    busy.delete(productId);
  });
  await vi.waitFor(() => expect([...busy].sort()).toEqual([slow, quick].sort()), soon);
  release();
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
  expect(versionsOf(slow)).toEqual(upTo(5));
  expect(met).toBe(0);
});

it("goes on where it was after a stop", async () => {
  const { start, tell, versionsOf, pending } = openWorld();
  const key = randomUUID();
  await tell(key, 1);
  const first = start();
  await vi.waitFor(async () => expect(versionsOf(key)).toEqual([1]), soon);
  await first.stop();
  for (const version of [2, 3, 4]) await tell(key, version);
  start();
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
  expect(versionsOf(key)).toEqual([1, 2, 3, 4]);
});

it("lets an event that cannot be handled hold up nobody, and keeps it as a dead letter", async () => {
  const { domain, start, tell, versionsOf, pending } = openWorld();
  const [bad, good] = [randomUUID(), randomUUID()];
  await tell(good, 1);
  await tell(bad, 13);
  await tell(good, 2);
  const dead = await deadLettersOf(domain);
  start(({ message }) => {
    if (message.productId === bad) throw new Error("unlucky");
  }, 3);
  await vi.waitFor(() => expect(dead).toHaveLength(1), soon);
  expect(dead[0]!.subject).toBe(`dead.${domain}.effects`);
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
  // At least once: whoever shared a batch with it may have been handled again.
  expect(new Set(versionsOf(good))).toEqual(new Set([1, 2]));
  expect(versionsOf(bad).length).toBeGreaterThanOrEqual(3);
});

it.each([
  ["the store is away", new DomainError("unavailable", "STORE_UNAVAILABLE", "Not now.")],
  ["others write too often", new DomainError("conflict", "CHANGED", "Not now.")],
  ["a service is too slow", new ConnectError("Not now.", Code.DeadlineExceeded)],
])("never gives up an event that is not to blame: %s", async (_, trouble) => {
  const { domain, start, tell, versionsOf, pending } = openWorld();
  const key = randomUUID();
  const dead = await deadLettersOf(domain);
  let tries = 0;
  start(() => {
    if (++tries < 4) throw trouble;
  }, 1);
  await tell(key, 1);
  await vi.waitFor(() => expect(versionsOf(key)).toEqual([1, 1, 1, 1]), soon);
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
  expect(dead).toHaveLength(0);
});

it("handles each event within its own trace", async () => {
  const { domain, start, handled } = openWorld();
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const event = encodeEvent(eventTypeIn(domain), { productId: randomUUID(), version: 1n });
  event.headers.traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  await publishEvent(broker, event);
  start();
  await vi.waitFor(() => expect(handled.map((each) => each.traceId)).toEqual([traceId]), soon);
});
