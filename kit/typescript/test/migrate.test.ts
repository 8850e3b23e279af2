// The database at start: brought up to date once, by whoever comes first, or left as it was with a sentence that says why.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EVENT_TABLES, migrate, SAGA_TABLES } from "@meshmart/kit/migrate";
import { atEnd, openTestDatabase } from "@meshmart/kit/testing";
import { expect, it } from "vitest";

/** A folder of migrations. */
async function folderOf(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "migrations-"));
  atEnd(() => rm(folder, { recursive: true }));
  for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, name), sql);
  return folder;
}

const SLOWLY = "create table mugs (mug_id int primary key); select pg_sleep(0.2);";

it("lets one of several that start together do the work, and the others wait for it", async () => {
  const { env, sql } = await openTestDatabase();
  const mugs = await folderOf({ "0001_mugs.sql": SLOWLY, "0002_colours.sql": "alter table mugs add colour text;" });
  const starters = Array.from({ length: 5 }, async () => {
    const applied = await migrate(env.MIGRATION_DATABASE_URL, { mugs });
    // Whoever is done may use the tables, whether or not it was the one who made them.
    await sql`select colour from mugs`;
    return applied;
  });
  const applied = await Promise.all(starters);
  expect(applied.filter((names) => names.length > 0)).toEqual([["0001_mugs.sql", "0002_colours.sql"]]);
  expect(await migrate(env.MIGRATION_DATABASE_URL, { mugs })).toEqual([]);
});

it("runs only what has not run, in the order of the numbers, each module on its own", async () => {
  const { env } = await openTestDatabase({ ...EVENT_TABLES });
  const mugs = await folderOf({ "0001_mugs.sql": "create table mugs ();" });
  expect(await migrate(env.MIGRATION_DATABASE_URL, { ...EVENT_TABLES, mugs })).toEqual(["0001_mugs.sql"]);
  await writeFile(join(mugs, "0010_ten.sql"), "alter table mugs rename column two to ten;");
  await writeFile(join(mugs, "0002_two.sql"), "alter table mugs add two int;");
  await writeFile(join(mugs, "README.md"), "no migration");
  expect(await migrate(env.MIGRATION_DATABASE_URL, { ...EVENT_TABLES, ...SAGA_TABLES, mugs })).toEqual([
    "0001_sagas.sql",
    "0002_two.sql",
    "0010_ten.sql",
  ]);
});

it("refuses a file that was changed after it ran, before it runs anything else", async () => {
  const mugs = await folderOf({ "0001_mugs.sql": "create table mugs ();" });
  const { env, sql } = await openTestDatabase({ mugs });
  await writeFile(join(mugs, "0001_mugs.sql"), "create table mugs (colour text);");
  await writeFile(join(mugs, "0002_cups.sql"), "create table cups ();");
  await expect(migrate(env.MIGRATION_DATABASE_URL, { mugs })).rejects.toThrow(
    "Migration 0001_mugs.sql was changed after it ran. Restore it, and put the change into a new file.",
  );
  await expect(sql`select from cups`).rejects.toThrow('relation "cups" does not exist');
});

it("undoes a file that fails as a whole, says which and why, and goes on from there once it is mended", async () => {
  const { env, sql } = await openTestDatabase();
  const mugs = await folderOf({
    "0001_mugs.sql": "create table mugs ();",
    "0002_cups.sql": "create table cups (); alter table saucers add colour text;",
  });
  await expect(migrate(env.MIGRATION_DATABASE_URL, { mugs })).rejects.toThrow(
    'Migration 0002_cups.sql failed and was undone: relation "saucers" does not exist',
  );
  await sql`select from mugs`;
  await expect(sql`select from cups`).rejects.toThrow('relation "cups" does not exist');
  await writeFile(join(mugs, "0002_cups.sql"), "create table cups ();");
  expect(await migrate(env.MIGRATION_DATABASE_URL, { mugs })).toEqual(["0002_cups.sql"]);
});

it("refuses a file without a number", async () => {
  const { env } = await openTestDatabase();
  const mugs = await folderOf({ "mugs.sql": "create table mugs ();" });
  await expect(migrate(env.MIGRATION_DATABASE_URL, { mugs })).rejects.toThrow("must begin with a number, as 0001_");
});

it("gives the service's role the rows and not the tables", async () => {
  const { env, sql } = await openTestDatabase({
    mugs: await folderOf({ "0001_mugs.sql": "create table mugs (n int);" }),
  });
  await sql`insert into mugs values (1)`;
  await sql`update mugs set n = 2`;
  await sql`delete from mugs`;
  await expect(sql`alter table mugs add colour text`).rejects.toThrow("must be owner of table mugs");
  await expect(sql`drop table mugs`).rejects.toThrow("must be owner of table mugs");
  await expect(sql`create table cups ()`).rejects.toThrow("permission denied for schema public");
  const cups = await folderOf({ "0001_cups.sql": "create table cups ();" });
  await expect(migrate(env.DATABASE_URL, { cups })).rejects.toThrow("permission denied");
});
