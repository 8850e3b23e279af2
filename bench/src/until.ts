// What a measurement waits for before it begins, or after it.
import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "postgres";

const POLL_MS = 100;

/** Looks again until it is so. After `timeoutMs` it throws: "The orders were not learnt in 300 s." */
export async function until(isSo: () => Promise<boolean>, timeoutMs: number, complaint: string): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`${complaint} in ${timeoutMs / 1000} s.`);
    await sleep(POLL_MS);
  }
}

/** Whether every event of a service's database is published. */
export async function isPublished(sql: Sql): Promise<boolean> {
  return (await sql`select from outbox where published_at is null limit 1`).length === 0;
}
