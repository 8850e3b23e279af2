// Who drives a saga: one instance at a time, another when that one is gone, and nobody who has lost it.

import { randomUUID } from "node:crypto";
import { openDatabase } from "@meshmart/kit/database";
import type { SagaRow, StepEntry } from "@meshmart/kit/saga";
import { startSagas } from "@meshmart/kit/saga-runner";
import { insertSagas, newSaga } from "@meshmart/kit/saga-store";
import { atEnd, testLog } from "@meshmart/kit/testing";
import { expect, it, onTestFinished, vi } from "vitest";
import { databaseUrl, endsOf, lapse, openWorld, soon, sql, statesOf, stored, untilEnded } from "./saga-world.ts";

/** A step that hangs for whoever tries it first: an instance that dies in the middle. `wake` lets it go on after all. */
function hangOnce() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let tries = 0;
  onTestFinished(() => resolve());
  return { hang: () => (++tries === 1 ? promise : undefined), tries: () => tries, wake: resolve };
}

/** What an owner leaves behind that dies: a row with its name and its lease, and nobody who drives it. */
async function leftBehind(world: ReturnType<typeof openWorld>, change: Partial<SagaRow>): Promise<string> {
  const row = Object.assign(newSaga(world.definition, randomUUID(), {}, new Date()), change);
  await insertSagas(sql, [row], "dead");
  await sql`update sagas set reason = ${row.reason ?? null} where saga_id = ${row.sagaId}`;
  return row.sagaId;
}

const entry = (name: string, state: StepEntry["state"]): StepEntry => ({ name, state, at: "" });

it("is resumed by another instance when its owner has died, with the step that was under way", async () => {
  const world = openWorld();
  const sagaId = await leftBehind(world, {
    data: { price: "3000" },
    steps: [entry("reserve", "DONE"), entry("quote", "DONE"), entry("pay", "STARTED")],
  });
  world.start("alive");
  // Not before the lease has lapsed: until then the owner may be at work.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(world.calls).toEqual([]);
  await lapse(sagaId);
  const saga = await untilEnded(sagaId);
  expect(saga).toMatchObject({ state: "COMPLETED", owner: "alive", data: { price: "3000", pay: true } });
  expect(world.calls).toEqual(["pay", "capture", "ship"]);
  expect(await endsOf(sagaId)).toEqual(["completed"]);
});

it("writes no step down that leaves nothing to undo: another instance makes it again, behind the last one that was", async () => {
  const { hang, tries } = hangOnce();
  const { begin, start, calls } = openWorld({ ship: hang });
  const sagaId = await begin("dying");
  await vi.waitFor(() => expect(tries()).toBe(1), soon);
  expect(statesOf(await stored(sagaId))).toEqual(["reserve DONE", "quote DONE", "pay DONE", "capture STARTED"]);
  await sql`update sagas set owner = 'dead' where saga_id = ${sagaId}`;
  await lapse(sagaId);
  start("alive");
  const saga = await untilEnded(sagaId);
  expect(saga).toMatchObject({ state: "COMPLETED", owner: "alive" });
  expect(statesOf(saga)).toEqual(["reserve DONE", "quote DONE", "pay DONE", "capture DONE", "ship DONE"]);
  expect(calls).toEqual(["reserve", "quote", "pay", "capture", "ship", "capture", "ship"]);
});

it("is resumed where it was also on its way back", async () => {
  const world = openWorld();
  const sagaId = await leftBehind(world, {
    state: "COMPENSATING",
    reason: "REFUSED",
    steps: [entry("reserve", "DONE"), entry("quote", "DONE"), entry("pay", "COMPENSATING"), entry("capture", "FAILED")],
  });
  await lapse(sagaId);
  world.start("alive");
  expect(await untilEnded(sagaId)).toMatchObject({ state: "FAILED", reason: "REFUSED", owner: "alive" });
  expect(world.calls).toEqual(["undo pay", "undo reserve"]);
  expect(await endsOf(sagaId)).toEqual(["failed REFUSED"]);
});

it("is resumed by one instance when many look for it", async () => {
  const world = openWorld();
  const sagaIds = await Promise.all(Array.from({ length: 20 }, () => leftBehind(world, {})));
  await Promise.all(sagaIds.map(lapse));
  for (const instance of ["x", "y", "z"]) world.start(instance);
  for (const sagaId of sagaIds) await untilEnded(sagaId);
  expect(world.calls.filter((name) => name === "ship")).toHaveLength(20);
  for (const sagaId of sagaIds) expect(await endsOf(sagaId)).toEqual(["completed"]);
});

it("goes on when a step hangs: it is tried again, by the same instance", async () => {
  const { hang, tries } = hangOnce();
  const { begin } = openWorld({ pay: hang });
  const saga = await untilEnded(await begin("hanging"));
  expect(saga).toMatchObject({ state: "COMPLETED", owner: "hanging" });
  expect(tries()).toBe(2);
});

it("takes no word from an owner that has lost it", async () => {
  const slow = hangOnce();
  const next = hangOnce();
  const { begin, start, calls } = openWorld({ pay: slow.hang, ship: next.hang });
  const sagaId = await begin("stalled");
  await vi.waitFor(() => expect(slow.tries()).toBe(1), soon);
  start("successor");
  await lapse(sagaId);
  await vi.waitFor(() => expect(next.tries()).toBe(1), soon);
  const before = await stored(sagaId);
  // The first owner wakes up while the second is at the last step. It has its answer, and may do nothing with it.
  slow.wake();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await stored(sagaId)).toEqual(before);
  expect(calls).toEqual(["reserve", "quote", "pay", "pay", "capture", "ship"]);
  next.wake();
  expect((await untilEnded(sagaId)).owner).toBe("successor");
  expect(calls).toEqual(["reserve", "quote", "pay", "pay", "capture", "ship"]);
  expect(await endsOf(sagaId)).toEqual(["completed"]);
});

it("does not end by an owner that has lost it", async () => {
  const slow = hangOnce();
  const { begin, calls } = openWorld({ ship: slow.hang });
  const sagaId = await begin("late");
  await vi.waitFor(() => expect(slow.tries()).toBe(1), soon);
  await sql`update sagas set owner = 'somebody else' where saga_id = ${sagaId}`;
  slow.wake();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await stored(sagaId)).toMatchObject({ state: "RUNNING", owner: "somebody else" });
  expect(calls.at(-1)).toBe("ship");
  expect(await endsOf(sagaId)).toEqual([]);
});

it("keeps its lease from step to step, however long they take together", async () => {
  const { begin, start, calls } = openWorld({
    // As if the steps so far had used the lease up.
    quote: () =>
      sql`update sagas set lease_expires_at = now() + interval '0.3 seconds' where owner = 'slow'`.then(() => {}),
    pay: () => new Promise((resolve) => setTimeout(resolve, 1_800)),
  });
  const sagaId = await begin("slow");
  start("impatient");
  expect((await untilEnded(sagaId)).owner).toBe("slow");
  expect(calls.filter((name) => name === "pay")).toHaveLength(1);
});

it("is handed over at once by an instance that stops: the step at hand is finished, the next is another's", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { definition, start, calls } = openWorld({ pay: () => promise });
  const leaving = start("leaving");
  const row = newSaga(definition, randomUUID(), {}, new Date());
  await insertSagas(sql, [row], "leaving");
  leaving.drive(row);
  await vi.waitFor(() => expect(calls).toContain("pay"), soon);
  const stopped = leaving.stop();
  resolve();
  await stopped;
  const left = await stored(row.sagaId);
  expect(calls).toEqual(["reserve", "quote", "pay"]);
  expect(left.state).toBe("RUNNING");
  start("staying");
  expect((await untilEnded(row.sagaId)).owner).toBe("staying");
  // "pay" may be tried again: what the leaving instance learnt was its last word only if it could still write it down.
  expect(calls.filter((name) => name === "pay").length).toBeLessThanOrEqual(2);
  expect(calls.slice(-2)).toEqual(["capture", "ship"]);
});

it("is left by an instance of a version that does not know its kind to one that does", async () => {
  const { definition, start, calls } = openWorld();
  const other = openWorld();
  const row = newSaga(definition, randomUUID(), {}, new Date());
  await insertSagas(sql, [row], "newer");
  await lapse(row.sagaId);
  // The older instance looks, and takes what it knows.
  const known = newSaga(other.definition, randomUUID(), {}, new Date());
  await insertSagas(sql, [known], "nobody");
  await lapse(known.sagaId);
  start("older", [other.definition]);
  await untilEnded(known.sagaId);
  expect(await stored(row.sagaId)).toMatchObject({ state: "RUNNING", owner: "newer" });
  expect(calls).toEqual([]);
  start("newest");
  expect(await untilEnded(row.sagaId)).toMatchObject({ state: "COMPLETED", owner: "newest" });
});

it("is found at once by an instance that is told to look, when it was begun without an owner", async () => {
  const world = openWorld();
  const sagas = world.start("told");
  const startedAt = Date.now();
  // One after the other: each would wait for the next look, a second after the one before.
  for (let count = 0; count < 5; count++) {
    const sagaId = await leftBehind(world, {});
    await lapse(sagaId);
    for (let times = 0; times < 10; times++) sagas.nudge();
    expect(await untilEnded(sagaId)).toMatchObject({ state: "COMPLETED", owner: "told" });
  }
  expect(Date.now() - startedAt).toBeLessThan(2_500);
  expect(world.calls).toHaveLength(25);
});

it("writes what many sagas do at the same time in few statements", async () => {
  const { definition } = openWorld();
  let saves = 0;
  const counting = openDatabase(databaseUrl, 10);
  const options = counting.options as unknown as { debug: (id: number, statement: string) => void };
  options.debug = (_id, statement) => {
    if (statement.includes("update sagas set state = new.state")) saves++;
  };
  atEnd(() => counting.end({ timeout: 1 }));
  const sagas = startSagas({
    sql: counting,
    instance: "busy",
    definitions: [definition],
    onCommit: () => {},
    log: testLog,
  });
  atEnd(() => sagas.stop());
  const rows = Array.from({ length: 200 }, () => newSaga(definition, randomUUID(), {}, new Date()));
  await insertSagas(sql, rows, "busy");
  for (const row of rows) sagas.drive(row);
  await vi.waitFor(async () => {
    const ended = await sql`select 1 from sagas where kind = ${definition.kind} and state = 'COMPLETED'`;
    expect(ended).toHaveLength(200);
  }, soon);
  // Three saves a saga: 600, were each a statement.
  expect(saves).toBeGreaterThan(3);
  expect(saves).toBeLessThan(200);
});
