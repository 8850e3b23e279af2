// The registry entry of an instance: there while it runs, gone when it leaves, back when the registry was lost.
import { announce, openRegistry } from "@meshmart/kit/announce";
import { atEnd, openTestBroker, startOwnNats, testLog } from "@meshmart/kit/testing";
import { Kvm } from "@nats-io/kv";
import { expect, it, vi } from "vitest";

const nats = await startOwnNats();
const broker = await openTestBroker(nats.natsUrl);
const soon = { timeout: 15_000, interval: 20 };

const mug = {
  service: "mug",
  instance: "mug-1a2b3c4d",
  address: "127.0.0.1:40123",
  adminAddress: "127.0.0.1:40124",
  pid: 123,
  language: "typescript",
  startedAt: "2026-01-01T00:00:00.000Z",
};

async function join(instance = mug.instance) {
  const registration = await announce(broker, { ...mug, instance }, testLog);
  atEnd(() => registration.leave());
  return registration;
}

/** The entry that stands in the registry; undefined when there is none. */
async function entryOf(instance = mug.instance) {
  const bucket = await openRegistry(broker);
  const entry = await bucket.get(`mug.${instance}`);
  return entry?.operation === "PUT" ? entry : undefined;
}

it("is there when announce returns, is renewed each second, and goes at once", async () => {
  const registration = await join();
  const first = await entryOf();
  expect(first?.json()).toEqual(mug);
  await vi.waitFor(async () => expect((await entryOf())!.revision).toBeGreaterThan(first!.revision + 1), soon);
  const second = await entryOf();
  const renewals = second!.revision - first!.revision;
  const seconds = (second!.created.getTime() - first!.created.getTime()) / 1000;
  expect(seconds / renewals).toBeCloseTo(1, 0);
  await registration.leave();
  expect(await entryOf()).toBeUndefined();
});

it("leaves a mark that watchers hear, and nothing puts the entry back", async () => {
  const registration = await join("mug-leaving0");
  const heard: string[] = [];
  const watch = await (await openRegistry(broker)).watch({ key: "mug.mug-leaving0" });
  void (async () => {
    for await (const { operation } of watch) heard.push(operation);
  })();
  await vi.waitFor(() => expect(heard.length).toBeGreaterThanOrEqual(2), soon);
  await registration.leave();
  await vi.waitFor(() => expect(heard.at(-1)).toBe("DEL"), soon);
  const { length } = heard;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(heard).toHaveLength(length);
});

it("comes back when the whole bucket was lost", async () => {
  await join("mug-lost0000");
  await (await new Kvm(broker).open("registry")).destroy();
  await vi.waitFor(async () => expect((await entryOf("mug-lost0000"))?.json()).toMatchObject({ service: "mug" }), soon);
});

it("comes back when NATS does, and can still leave", async () => {
  const registration = await join("mug-away0000");
  const before = (await entryOf("mug-away0000"))!;
  await nats.kill("nats");
  await nats.untilReady("nats");
  await vi.waitFor(async () => {
    const entry = await entryOf("mug-away0000");
    expect(entry?.created.getTime()).toBeGreaterThan(before.created.getTime() + 1_000);
  }, soon);
  await registration.leave();
  expect(await entryOf("mug-away0000")).toBeUndefined();
});
