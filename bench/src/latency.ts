// Latencies of one call a moment at a steady rate, from when each was due: a slow answer makes the next ones late, as it would users.
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds, in the order of the calls. */
export async function openLoop(
  rate: number,
  seconds: number,
  call: (index: number) => Promise<unknown>,
): Promise<number[]> {
  const startAt = performance.now();
  const pending: Promise<number>[] = [];
  for (let index = 0; index < seconds * rate; index++) {
    const dueAt = startAt + (index * 1000) / rate;
    if (dueAt > performance.now()) await sleep(dueAt - performance.now());
    pending.push(call(index).then(() => performance.now() - dueAt));
  }
  return Promise.all(pending);
}
