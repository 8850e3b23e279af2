// Gathers what concurrent callers write into one statement or transaction: while a batch is under way, the next one fills. Nobody
// waits for company: an item alone is written at once. A batch that fails is taken apart, so that a bad item fails alone; and an
// item whose caller has gone meanwhile is not written.
import { AsyncLocalStorage } from "node:async_hooks";
import { Code } from "@connectrpc/connect";
import { currentCall } from "./call-context.ts";
import { connectError } from "./errors.ts";
import { isTransient } from "./sql-state.ts";

interface Waiting<Item, Result> {
  readonly item: Item;
  /** Until when its caller waits, in milliseconds since the epoch. */
  readonly deadline: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** `write` answers with one result for each item, in their order. It runs outside of any call. `maxBatch` bounds a statement. */
export function createBatcher<Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  maxBatch: number,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let busy = false;

  const settle = async (batch: readonly Waiting<Item, Result>[]) => {
    try {
      const results = await write(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index]!);
    } catch (error) {
      // The database has gone, or asks to try again: alone it would be the same.
      if (batch.length === 1 || isTransient(error)) for (const { reject } of batch) reject(error);
      else for (const one of batch) await settle([one]);
    }
  };
  const drain = async () => {
    // One turn of the event loop, so that what happens at the same time goes together.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      const now = Date.now();
      for (const { deadline, reject } of batch) if (deadline < now) reject(tooLate());
      const inTime = batch.filter(({ deadline }) => deadline >= now);
      if (inTime.length > 0) await settle(inTime);
    }
    busy = false;
  };
  // A batch belongs to many calls: it must not run in the trace and by the deadline of the one that happened to come first.
  const outside = AsyncLocalStorage.snapshot();
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, deadline: currentCall()?.deadline ?? Number.POSITIVE_INFINITY, resolve, reject });
      if (busy) return;
      busy = true;
      void outside(drain);
    });
}

function tooLate() {
  return connectError(Code.DeadlineExceeded, "The call waited for its turn to write until its deadline had passed.");
}
