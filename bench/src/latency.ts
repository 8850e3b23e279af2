// Calls at a steady rate, whether or not the earlier ones are answered: a slow answer makes nobody wait with the next call, as it would
// not in life. Latencies count from when each call was due.
import { setTimeout as sleep } from "node:timers/promises";
import { median, percentile } from "./stats.ts";

/** Milliseconds. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
}

const WARM_UPS = 50;

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

/** Medians over rounds. Each round makes every kind of call in turn, so that a bad second of the machine spoils one round of one kind. */
export async function latenciesInTurn(
  rate: number,
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
  calls: readonly ((index: number) => Promise<unknown>)[],
): Promise<Latencies[]> {
  const measured = calls.map((): Latencies[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [kind, call] of calls.entries()) {
      for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) await call(0);
      const latencies = await latenciesAtRate(rate, seconds, (index) => call(round * seconds * rate + index));
      measured[kind]!.push({ p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) });
    }
  }
  return measured.map((of) => ({ p50: median(of.map(({ p50 }) => p50)), p99: median(of.map(({ p99 }) => p99)) }));
}
