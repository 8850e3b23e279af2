import { Code } from "@connectrpc/connect";
import { expect, it } from "vitest";
import { createBatcher } from "./batcher.ts";
import { currentCall, withCall } from "./call-context.ts";

/** A batcher whose writes wait to be let go, and what they were given. */
function gated(maxBatch = 100) {
  const batches: number[][] = [];
  const gates: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const add = createBatcher<number, string>(async (items) => {
    batches.push([...items]);
    await new Promise<void>((resolve, reject) => gates.push({ resolve, reject }));
    return items.map((item) => `wrote ${item}`);
  }, maxBatch);
  const turn = () => new Promise(setImmediate);
  return { batches, gates, add, turn };
}

it("writes an item alone at once, and what comes meanwhile together", async () => {
  const { batches, gates, add, turn } = gated();
  const first = add(1);
  await turn();
  expect(batches).toEqual([[1]]);
  const later = [add(2), add(3), add(4)];
  await turn();
  expect(batches).toEqual([[1]]);
  gates[0]!.resolve();
  expect(await first).toBe("wrote 1");
  await turn();
  expect(batches).toEqual([[1], [2, 3, 4]]);
  gates[1]!.resolve();
  expect(await Promise.all(later)).toEqual(["wrote 2", "wrote 3", "wrote 4"]);
});

it("writes together what is asked for at the same time, and no more than the limit at once", async () => {
  const { batches, gates, add, turn } = gated(2);
  const all = Promise.all([add(1), add(2), add(3)]);
  await turn();
  expect(batches).toEqual([[1, 2]]);
  gates[0]!.resolve();
  await turn();
  gates[1]!.resolve();
  expect(await all).toEqual(["wrote 1", "wrote 2", "wrote 3"]);
  expect(batches).toEqual([[1, 2], [3]]);
});

it("tells all of a batch when the database is away, and goes on with the next", async () => {
  const { gates, add, turn } = gated();
  const failing = Promise.allSettled([add(1), add(2)]);
  await turn();
  const next = add(3);
  gates[0]!.reject(Object.assign(new Error("away"), { code: "CONNECTION_CLOSED" }));
  expect((await failing).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await turn();
  gates[1]!.resolve();
  expect(await next).toBe("wrote 3");
});

it("takes a batch apart that fails, so that a bad item fails alone", async () => {
  const add = createBatcher<number, number>(async (items) => {
    if (items.includes(2)) throw new Error("2 is bad");
    return items;
  }, 100);
  const outcomes = await Promise.allSettled([add(1), add(2), add(3)]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

it("does not write what nobody waits for any more, and writes outside of any call", async () => {
  const { gates, batches, add, turn } = gated();
  const inCall = (deadline: number, item: number) =>
    withCall({ trace: { traceId: "1", spanId: "1" }, deadline }, () => add(item));
  const first = inCall(Date.now() + 60_000, 1);
  await turn();
  const late = inCall(Date.now() - 1, 2);
  gates[0]!.resolve();
  await expect(late).rejects.toMatchObject({ code: Code.DeadlineExceeded });
  expect(await first).toBe("wrote 1");
  expect(batches).toEqual([[1]]);

  const whose = createBatcher<number, unknown>(async (items) => items.map(() => currentCall()), 100);
  expect(await withCall({ trace: { traceId: "1", spanId: "1" }, deadline: Infinity }, () => whose(1))).toBeUndefined();
});

it("starts again after it has been idle", async () => {
  const { gates, add, turn } = gated();
  for (const item of [1, 2]) {
    const written = add(item);
    await turn();
    gates[item - 1]!.resolve();
    expect(await written).toBe(`wrote ${item}`);
  }
});
