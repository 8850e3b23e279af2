// Failed sign-ins in PostgreSQL, so that all instances count together, by the database's clock.
import { createHash } from "node:crypto";
import type { Database, Queryable } from "@meshmart/kit/database";
import type { Logger } from "@meshmart/kit/log";
import { afterFailure, type Failures, pauseLeftMs } from "./attempts.ts";

const PRUNE_BATCH = 1_000;
const PRUNE_EVERY_MS = 600_000;

export interface AttemptStore {
  /** How many milliseconds no password is looked at for the address; 0 when one may be tried. */
  pauseLeftMs(email: string): Promise<number>;
  /** Counts a wrong password. Answers as `pauseLeftMs` did before it: more than 0 when others have used the attempts up meanwhile. */
  fail(email: string): Promise<number>;
  /** Forgets the failures after a right password; answers as `fail` does, and forgets nothing then. */
  succeed(email: string): Promise<number>;
  /** Removes some of what no longer counts. */
  prune(): Promise<void>;
}

interface Row {
  failures: number;
  first_failed_at: Date;
  blocked_until: Date | null;
  now: Date;
}

export function createAttemptStore(sql: Database): AttemptStore {
  const leftFor = async (db: Queryable, address: Buffer) => {
    const [row] = await db<Row[]>`select *, clock_timestamp() as now from sign_in_failures where address = ${address}`;
    return row ? pauseLeftMs(toFailures(row), row.now.getTime()) : 0;
  };
  return {
    pauseLeftMs: (email) => leftFor(sql, addressOf(email)),
    async fail(email) {
      const address = addressOf(email);
      return await sql.begin(async (tx) => {
        await tx`insert into sign_in_failures (address) values (${address}) on conflict do nothing`;
        await tx`select 1 from sign_in_failures where address = ${address} for update`;
        const [row] = await tx<
          Row[]
        >`select *, clock_timestamp() as now from sign_in_failures where address = ${address}`;
        if (!row) throw new Error("A row of sign_in_failures has gone although it was locked.");
        const now = row.now.getTime();
        const before = row.failures === 0 ? undefined : toFailures(row);
        const after = afterFailure(before, now);
        if (after !== before) {
          await tx`
            update sign_in_failures set
              failures = ${after.failures},
              first_failed_at = ${new Date(after.firstFailedAt)},
              blocked_until = ${after.blockedUntil === undefined ? null : new Date(after.blockedUntil)}
            where address = ${address}`;
        }
        return before ? pauseLeftMs(before, now) : 0;
      });
    },
    async succeed(email) {
      const address = addressOf(email);
      await sql`
        delete from sign_in_failures
        where address = ${address} and (blocked_until is null or blocked_until <= clock_timestamp())`;
      return leftFor(sql, address);
    },
    async prune() {
      await sql`
        delete from sign_in_failures where address in (
          select address from sign_in_failures where first_failed_at < now() - interval '1 day'
            and (blocked_until is null or blocked_until < now() - interval '1 day')
          order by first_failed_at limit ${PRUNE_BATCH} for update skip locked)`;
    },
  };
}

/** Removes what no longer counts, now and then: whoever guesses addresses must not fill the table. */
export function startPruning(attempts: AttemptStore, log: Logger): { stop(): Promise<void> } {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = attempts
      .prune()
      .catch((error) => log.warn({ err: error }, "old failures could not be removed; they are tried again"));
  }, PRUNE_EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return running;
    },
  };
}

function addressOf(email: string): Buffer {
  return createHash("sha256").update(email).digest();
}

function toFailures(row: Row): Failures {
  return {
    failures: row.failures,
    firstFailedAt: row.first_failed_at.getTime(),
    blockedUntil: row.blocked_until?.getTime(),
  };
}
