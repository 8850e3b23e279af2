// The session store when the key-value store fails it at the worst moment.
import { randomUUID } from "node:crypto";
import { type KeyValueStore, openKeyValueStore } from "@meshmart/kit/key-value";
import { openTestBroker } from "@meshmart/kit/testing";
import { expect, it } from "vitest";
import { createSessionStore } from "../src/session-store.ts";

const broker = await openTestBroker();
const store = await openKeyValueStore({ broker, bucket: `test_${randomUUID()}`, ttlMs: 60_000, redisUrl: "" });
const sessions = createSessionStore(store);
const NOW = 1_000_000;

it("keeps the session when the answer to its change is lost: the client asks again, and has its tokens", async () => {
  let isLost = false;
  const update: KeyValueStore["update"] = async (...args) => {
    const revision = await store.update(...args);
    if (isLost) throw new Error("The answer is lost.");
    return revision;
  };
  const unsafe = createSessionStore({ ...store, update });
  const customerId = randomUUID();
  const { refreshToken } = await unsafe.begin(customerId, randomUUID(), "", NOW);
  isLost = true;
  await expect(unsafe.refresh(refreshToken, NOW)).rejects.toThrow("lost");
  isLost = false;
  const again = await unsafe.refresh(refreshToken, NOW + 5_000);
  expect((await unsafe.refresh(again.refreshToken, NOW + 300_000)).session.sessionId).toBe(again.session.sessionId);
});

it("ends for good what reuse has ended, also for who asks at another instance at the same moment", async () => {
  const customerId = randomUUID();
  const { refreshToken: first } = await sessions.begin(customerId, randomUUID(), "", NOW);
  const { refreshToken: second } = await sessions.refresh(first, NOW);
  const later = NOW + 60_000;
  const other = createSessionStore(store);
  // Whichever comes first: the thief's copy ends the session, or finds it turned on and ends it.
  const outcomes = await Promise.allSettled([other.refresh(first, later), sessions.refresh(second, later)]);
  expect(outcomes[0]).toMatchObject({ status: "rejected", reason: { reason: "REFRESH_TOKEN_REUSED" } });
  expect(await sessions.list(customerId, later)).toEqual([]);
  if (outcomes[1].status === "rejected") return expect(outcomes[1].reason.reason).toBe("SESSION_ENDED");
  await expect(sessions.refresh(outcomes[1].value.refreshToken, later)).rejects.toMatchObject({
    reason: "SESSION_ENDED",
  });
});

it("forgets a customer's sessions that nobody has refreshed for thirty days", async () => {
  const customerId = randomUUID();
  const { refreshToken } = await sessions.begin(customerId, randomUUID(), "", NOW);
  const late = NOW + 30 * 86_400_000;
  await expect(sessions.refresh(refreshToken, late)).rejects.toMatchObject({ reason: "SESSION_ENDED" });
  expect(await sessions.list(customerId, late - 1)).toHaveLength(1);
});
