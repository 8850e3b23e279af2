// What the databases know afterwards: that every order was confirmed, when, and how much work of theirs it took.
import { setTimeout as sleep } from "node:timers/promises";
import type { Mesh } from "@meshmart/mesh/mesh";
import connect, { type Sql } from "postgres";
import { isPublished, until } from "../until.ts";

const SERVICES = ["catalog", "inventory", "ordering", "payment", "shipping"];
const SETTLE_TIMEOUT_MS = 120_000;
/** Pieces of each product: more than any run sells. */
const PLENTY = 1_000_000_000;

/** Work of the database server since it started. */
export interface Work {
  readonly transactions: number;
  /** Flushes of the write-ahead log to disk. */
  readonly syncs: number;
  readonly events: number;
}

export interface Accounting {
  /** Fills the shelves, and answers with what is on them. */
  stockUp(): Promise<string[]>;
  /** Waits until none of the orders is pending and no event is unpublished. */
  untilSettled(): Promise<void>;
  /** When each order was confirmed, in milliseconds since the epoch; orders that were not are missing. */
  confirmedAt(orderIds: readonly string[]): Promise<Map<string, number>>;
  work(): Promise<Work>;
  close(): Promise<void>;
}

export function openAccounting(mesh: Mesh): Accounting {
  const databases = new Map<string, Sql>();
  for (const service of SERVICES)
    databases.set(service, connect(mesh.adminDatabaseUrl(service), { max: 1, onnotice: () => {} }));
  const of = (service: string) => databases.get(service)!;
  const isSettled = async () => {
    const pending = await of("ordering")`select from sagas where state in ('RUNNING', 'COMPENSATING') limit 1`;
    if (pending.length > 0) return false;
    for (const sql of databases.values()) if (!(await isPublished(sql))) return false;
    return true;
  };
  return {
    async stockUp() {
      await of("inventory")`update stock set on_hand = ${PLENTY}, version = version + 1`;
      const rows = await of("inventory")<{ product_id: string }[]>`select product_id from stock order by product_id`;
      return rows.map((row) => row.product_id);
    },
    untilSettled: () => until(isSettled, SETTLE_TIMEOUT_MS, "The orders were not settled"),
    async confirmedAt(orderIds) {
      const rows = await of("ordering")<{ order_id: string; at: number }[]>`
        select order_id, extract(epoch from updated_at)::float8 * 1000 as at from orders
        where order_id = any(${orderIds as string[]}::uuid[]) and state = 'CONFIRMED'`;
      return new Map(rows.map((row) => [row.order_id, row.at]));
    },
    async work() {
      // What the services' sessions have counted reaches the views within a second.
      await sleep(1_200);
      const [row] = await of("ordering")<{ transactions: number; syncs: number }[]>`
        select (select sum(xact_commit) from pg_stat_database where datname = any(${SERVICES}))::float8 as transactions,
          (select sum(fsyncs) from pg_stat_io where object = 'wal')::float8 as syncs`;
      let events = 0;
      for (const sql of databases.values())
        events += (await sql<{ n: number }[]>`select count(*)::int as n from outbox`)[0]!.n;
      return { ...row!, events };
    },
    async close() {
      for (const sql of databases.values()) await sql.end({ timeout: 1 });
    },
  };
}
