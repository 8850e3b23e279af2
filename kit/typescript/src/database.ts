// The service's own PostgreSQL database. Amounts and other int8 columns arrive as bigint, never rounded.
// Arrays for `unnest` go in as strings (`values.map(String)`): the driver would take an array of numbers for a single number.
// Booleans among them go in as `::text[]::boolean[]`: as `::boolean[]` the driver would write every string as false.
import postgres from "postgres";
import { withSafeTransactions } from "./transactions.ts";

export type Database = postgres.Sql<{ bigint: bigint }>;
export type Transaction = postgres.TransactionSql<{ bigint: bigint }>;
/** Either: for SQL that runs in a transaction or on its own. */
export type Queryable = Database | Transaction;

const STATEMENT_TIMEOUT_MS = 5_000;

// A service's statements touch a few rows each, by an index. PostgreSQL would plan those with short arrays anew each time, which costs
// more than to run them; and would keep plans from when the tables were empty, which scan them whole when they have grown.
const FEW_ROWS_BY_INDEX = {
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
};

const urls = new WeakMap<Database, string>();

export function openDatabase(url: string, maxConnections = 10, settings: Record<string, number> = {}): Database {
  const [address, socket] = addressOf(url);
  const sql: Database = postgres(address, {
    ...socket,
    max: maxConnections,
    types: { bigint: postgres.BigInt },
    idle_timeout: 300,
    connect_timeout: 10,
    backoff: (retries) => Math.min(0.1 * 2 ** retries, 1) * (0.5 + Math.random() / 2),
    connection: {
      ...FEW_ROWS_BY_INDEX,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
      ...settings,
    },
    onnotice: () => {},
  });
  urls.set(sql, url);
  return withSafeTransactions(sql);
}

/**
 * A socket is named as libpq and pgx have it, in the place of the URL's own host: `postgres://user:password@localhost:5432/catalog?host=/run/postgresql`.
 * The driver knows no such URL.
 */
export function addressOf(databaseUrl: string): [url: string, socket: { readonly path?: string }] {
  const url = new URL(databaseUrl);
  const folder = url.searchParams.get("host");
  if (!folder?.startsWith("/")) return [databaseUrl, {}];
  url.searchParams.delete("host");
  return [url.href, { path: `${folder}/.s.PGSQL.${url.port || 5432}` }];
}

/**
 * One more connection to the same database, for what belongs to a session, such as its locks. The database ends it, and frees them,
 * when it has heard nothing for `idleMs`: its process may be frozen. To be ended by whoever opened it.
 */
export function openSession(sql: Database, idleMs: number): Database {
  return openDatabase(urls.get(sql)!, 1, { idle_session_timeout: idleMs });
}

/** Whether a row with that key is there already. `constraint` narrows it to one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const { code, constraint_name } = error as { code?: string; constraint_name?: string };
  return code === "23505" && (constraint === undefined || constraint_name === constraint);
}
