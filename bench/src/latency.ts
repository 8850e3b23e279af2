// Calls at a steady rate, whether or not the earlier ones are answered: a slow answer makes nobody wait with the next call, as it would
// not in life. Latencies count from when each call was due.
import { setTimeout as sleep } from "node:timers/promises";

/** Makes `rate` calls a second, and answers with their results in the order of the calls. `dueAt` is in ms, as performance.now() has it. */
export async function atRate<T>(
  rate: number,
  seconds: number,
  call: (dueAt: number, index: number) => Promise<T>,
): Promise<T[]> {
  const startAt = performance.now();
  const pending: Promise<T>[] = [];
  for (let index = 0; index < seconds * rate; index++) {
    const dueAt = startAt + (index * 1000) / rate;
    if (dueAt > performance.now()) await sleep(dueAt - performance.now());
    pending.push(call(dueAt, index));
  }
  return await Promise.all(pending);
}

/** The milliseconds that each call took. */
export function latenciesAtRate(
  rate: number,
  seconds: number,
  call: (index: number) => Promise<unknown>,
): Promise<number[]> {
  return atRate(rate, seconds, (dueAt, index) => call(index).then(() => performance.now() - dueAt));
}
