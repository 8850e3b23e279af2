// Brings a database to the newest schema: numbered SQL files, forward only, each in a transaction of its own. Two starters wait for
// each other; a file that was changed after it ran is refused.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { addressOf } from "./database.ts";

const LOCK = 7_236_281;

interface Migration {
  readonly module: string;
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

const KIT_MIGRATIONS = join(import.meta.dirname, "../migrations");

/** The tables of the outbox and the inbox. */
export const EVENT_TABLES = { events: join(KIT_MIGRATIONS, "events") };
/** The table of orchestrated sagas. */
export const SAGA_TABLES = { sagas: join(KIT_MIGRATIONS, "sagas") };

/**
 * Runs what has not run yet, and answers with the names of those that ran. Modules are folders of numbered files, by name:
 * `migrate(url, { ...EVENT_TABLES, catalog: "…/services/catalog/migrations" })`.
 */
export async function migrate(url: string, modules: Record<string, string>): Promise<string[]> {
  const migrations = (
    await Promise.all(Object.entries(modules).map(([module, folder]) => read(module, folder)))
  ).flat();
  const [address, socket] = addressOf(url);
  const sql = postgres(address, { ...socket, max: 1, onnotice: () => {}, connect_timeout: 10 });
  try {
    await sql`select pg_advisory_lock(${LOCK})`;
    await sql`create table if not exists migrations (
      module text, version int, name text not null, checksum text not null, applied_at timestamptz not null default now(),
      primary key (module, version))`;
    const rows = await sql<
      { module: string; version: number; checksum: string }[]
    >`select module, version, checksum from migrations`;
    const applied = new Map(rows.map(({ module, version, checksum }) => [`${module} ${version}`, checksum]));
    const pending = migrations.filter(({ module, version }) => !applied.has(`${module} ${version}`));
    for (const { module, version, name, checksum } of migrations) {
      if ((applied.get(`${module} ${version}`) ?? checksum) !== checksum) {
        throw new Error(`Migration ${name} was changed after it ran. Restore it, and put the change into a new file.`);
      }
    }
    for (const migration of pending) await apply(sql, migration);
    return pending.map(({ name }) => name);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function apply(
  sql: postgres.Sql,
  { module, version, name, sql: statements, checksum }: Migration,
): Promise<void> {
  const done = sql.begin(async (tx) => {
    await tx.unsafe(statements);
    await tx`insert into migrations (module, version, name, checksum) values (${module}, ${version}, ${name}, ${checksum})`;
  });
  await done.catch((cause) => {
    throw new Error(`Migration ${name} failed and was undone: ${(cause as Error).message}`, { cause });
  });
}

async function read(module: string, folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), "utf8");
      const version = Number.parseInt(name, 10);
      if (!Number.isInteger(version))
        throw new Error(`${join(folder, name)} must begin with a number, as 0001_tables.sql does.`);
      return { module, version, name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}
