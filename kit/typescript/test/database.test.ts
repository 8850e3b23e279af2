// What a service may rely on when PostgreSQL ends a connection under it, as it does when it restarts or fails over.
import { randomUUID } from "node:crypto";
import { Code } from "@connectrpc/connect";
import { openDatabase } from "@meshmart/kit/database";
import { reasonOf, toConnectError } from "@meshmart/kit/errors";
import { isTransient } from "@meshmart/kit/sql-state";
import { atEnd, openTestDatabase } from "@meshmart/kit/testing";
import { expect, inject, it, onTestFinished } from "vitest";
import { startProxy } from "./tcp-proxy.ts";

const { owner, env } = await openTestDatabase();
await owner`create table notes (note text)`;
const admin = openDatabase(inject("adminDatabaseUrl"), 2);
atEnd(() => admin.end({ timeout: 1 }));

/** A client with so many connections of its own. */
function connect(maxConnections: number, url = env.DATABASE_URL) {
  const sql = openDatabase(url, maxConnections);
  onTestFinished(() => sql.end({ timeout: 1 }));
  return sql;
}

/** How a transaction is told of it, by the server or by the operating system. */
const LOST = /CONNECTION_CLOSED|ECONNRESET|terminating connection|connection is lost/;

const notes = async (like: string) =>
  (await owner<{ note: string }[]>`select note from notes where note like ${like} order by note`).map(
    ({ note }) => note,
  );
const pidOf = async (tx: ReturnType<typeof connect> | Parameters<Parameters<typeof admin.begin>[1]>[0]) =>
  (await tx<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]!.pid;

/** Ends a connection, and waits until it is gone. */
async function terminate(pid: number): Promise<void> {
  await admin`select pg_terminate_backend(${pid}, 5000)`;
}

it.each([
  ["text", (text: string) => owner`insert into notes values (${text})`],
  ["JSON", (text: string) => owner`select ${owner.json({ text })}::jsonb`],
])("takes a NUL character in %s for the caller's mistake", async (_kind, store) => {
  const shown = toConnectError(await store("a\0b").catch((error) => error), "test", "0");
  expect([shown.code, reasonOf(shown)]).toEqual([Code.InvalidArgument, "TEXT_NOT_STORABLE"]);
});

it("fails a transaction whose connection ends during a statement, and works on", async () => {
  const sql = connect(2);
  const mark = randomUUID();
  for (let round = 0; round < 20; round++) {
    const lost = sql.begin(async (tx) => {
      await tx`insert into notes values (${`${mark} lost`})`;
      void terminate(await pidOf(tx));
      await tx`select pg_sleep(5)`;
    });
    await expect(lost).rejects.toThrow(LOST);
  }
  await eventually(() => sql.begin((tx) => tx`insert into notes values (${`${mark} kept`})`));
  expect(await notes(`${mark}%`)).toEqual([`${mark} kept`]);
});

it("fails a transaction whose connection ends between two statements, and works on", async () => {
  const sql = connect(2);
  const mark = randomUUID();
  for (let round = 0; round < 20; round++) {
    const lost = sql.begin(async (tx) => {
      await tx`insert into notes values (${`${mark} lost`})`;
      await terminate(await pidOf(tx));
      await new Promise((resolve) => setTimeout(resolve, round));
      await tx`insert into notes values (${`${mark} lost too`})`;
    });
    await expect(lost).rejects.toThrow(LOST);
  }
  await eventually(() => sql.begin((tx) => tx`insert into notes values (${`${mark} kept`})`));
  expect(await notes(`${mark}%`)).toEqual([`${mark} kept`]);
});

it("fails a transaction whose connection is reset, and the connection after it works for good", async () => {
  const line = await startProxy(env.DATABASE_URL);
  const url = new URL(env.DATABASE_URL);
  url.port = String(line.port);
  const sql = connect(1, url.href);
  for (let round = 0; round < 5; round++) {
    const lost = sql.begin(async (tx) => {
      await tx`select 1`;
      setTimeout(line.reset, 20);
      await Promise.all([tx`select pg_sleep(5)`, tx`select 2`]);
    });
    await expect(lost).rejects.toThrow(LOST);
    await eventually(() => sql`select 1`);
    for (let count = 0; count < 5; count++) {
      expect(await sql.begin((tx) => tx`select ${count}::int as count`)).toEqual([{ count }]);
    }
  }
});

it("does not commit what outlived its connection, also when nothing more was asked of the database", async () => {
  const sql = connect(1);
  const lost = sql.begin(async (tx) => {
    await tx`insert into notes values ('not committed')`;
    await terminate(await pidOf(tx));
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
  await expect(lost).rejects.toThrow(LOST);
  await eventually(() => sql`select 1`);
  expect(await notes("not committed")).toEqual([]);
});

it("never runs what is left of a lost transaction inside another one", async () => {
  const sql = connect(1);
  const mark = randomUUID();
  const nextRuns = Promise.withResolvers<void>();
  const lostTried = Promise.withResolvers<void>();
  const lost = sql.begin(async (tx) => {
    await terminate(await pidOf(tx));
    await nextRuns.promise;
    await tx`insert into notes values (${`${mark} lost`})`.finally(lostTried.resolve);
  });
  await expect(lost).rejects.toThrow(LOST);
  await eventually(() =>
    sql.begin(async (tx) => {
      await tx`insert into notes values (${`${mark} kept`})`;
      nextRuns.resolve();
      await lostTried.promise.catch(() => {});
    }),
  );
  expect(await notes(`${mark}%`)).toEqual([`${mark} kept`]);
});

it("fails a transaction that idles too long, rather than to hold its locks", async () => {
  const sql = connect(1);
  const lost = sql.begin(async (tx) => {
    await tx`set local idle_in_transaction_session_timeout = 50`;
    await tx`insert into notes values ('idle')`;
    await new Promise((resolve) => setTimeout(resolve, 150));
    await tx`insert into notes values ('idle')`;
  });
  await expect(lost).rejects.toThrow(LOST);
  await eventually(() => sql`select 1`);
  expect(await notes("idle")).toEqual([]);
});

it("tells the plain error of a statement that failed, rolls back, and returns what the work returned", async () => {
  const sql = connect(1);
  const refused = sql.begin(async (tx) => {
    await tx`insert into notes values ('rolled back')`;
    await tx`select 1/0`;
  });
  await expect(refused).rejects.toMatchObject({ code: "22012", message: "division by zero" });
  const mine = new Error("mine");
  await expect(sql.begin(() => Promise.reject(mine))).rejects.toBe(mine);
  expect(await notes("rolled back")).toEqual([]);
  expect(await sql.begin(async (tx) => (await tx`select 1 as one`)[0])).toEqual({ one: 1 });
  expect(await sql.begin((tx) => tx.unsafe("select 2 as two"))).toEqual([{ two: 2 }]);
});

it("composes statements of fragments inside a transaction", async () => {
  const sql = connect(1);
  const rows = await sql.begin(async (tx) => {
    const where = tx`where note = ${"composed"}`;
    const [, found] = await Promise.all([
      tx`with added as (${tx`insert into notes values ('composed')`}) select 1`,
      tx`select note from notes ${where}`,
    ]);
    return found;
  });
  expect(rows).toEqual([{ note: "composed" }]);
});

/** The pool may give a connection out that it does not yet know to be gone, once each. */
async function eventually<T>(work: () => Promise<T>): Promise<T> {
  const until = Date.now() + 5_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}

it("goes by the server's socket where the URL names its folder", async () => {
  const [server] = await admin<{ folder: string }[]>`select current_setting('unix_socket_directories') as folder`;
  const url = new URL(env.DATABASE_URL);
  url.searchParams.set("host", server!.folder);
  const sql = connect(1, url.href);
  expect([...(await sql`select inet_server_addr() as address`)]).toEqual([{ address: null }]);
});

it("takes a socket that is away for a server that restarts: the caller may try again", async () => {
  const url = new URL(env.DATABASE_URL);
  url.searchParams.set("host", "/nowhere");
  const error = await connect(1, url.href)`select 1`.catch((thrown) => thrown);
  expect([isTransient(error), toConnectError(error, "catalog", "0").code]).toEqual([true, Code.Unavailable]);
});
