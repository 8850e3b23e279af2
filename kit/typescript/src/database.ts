// The service's own PostgreSQL database. Amounts and other int8 columns arrive as bigint, never rounded.
// Arrays for `unnest` go in as strings (`values.map(String)`): the driver would take an array of numbers for a single number.
// Booleans among them go in as `::text[]::boolean[]`: as `::boolean[]` the driver would write every string as false.
import { Code } from "@connectrpc/connect";
import postgres from "postgres";
import { currentCall } from "./call-context.ts";
import { connectError } from "./errors.ts";
import { withSafeTransactions } from "./transactions.ts";

export type Database = postgres.Sql<{ bigint: bigint }>;
export type Transaction = postgres.TransactionSql<{ bigint: bigint }>;
/** Either: for SQL that runs in a transaction or on its own. */
export type Queryable = Database | Transaction;

const STATEMENT_TIMEOUT_MS = 5_000;

export function openDatabase(url: string, maxConnections = 10): Database {
  const sql = postgres(url, {
    max: maxConnections,
    types: { bigint: postgres.BigInt },
    idle_timeout: 300,
    connect_timeout: 10,
    backoff: (retries) => Math.min(0.1 * 2 ** retries, 1) * (0.5 + Math.random() / 2),
    connection: { statement_timeout: STATEMENT_TIMEOUT_MS, idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS },
    onnotice: () => {},
  });
  return withSafeTransactions(sql);
}

/** Whether a row with that key is there already. `constraint` narrows it to one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const { code, constraint_name } = error as { code?: string; constraint_name?: string };
  return code === "23505" && (constraint === undefined || constraint_name === constraint);
}

/**
 * Runs `work` in a transaction. Work that waited for a connection until its caller had gone is not begun: under overload it would
 * only keep those waiting whose callers are still there.
 */
export async function inTransaction<T>(sql: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return (await sql.begin(async (tx) => {
    if ((currentCall()?.deadline ?? Number.POSITIVE_INFINITY) < Date.now()) {
      throw connectError(Code.DeadlineExceeded, "The call waited for the database until its deadline had passed.");
    }
    return await work(tx);
  })) as T;
}
