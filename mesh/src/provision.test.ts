import connect, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { databaseUrls, type Grants, provision } from "./provision.ts";
import { type Servers, startServers } from "./servers.ts";

vi.setConfig({ testTimeout: 30_000 });

const grants: Grants = { password: (role) => `secret of ${role}`, ownServer: true };
const catalog = (url: string) => databaseUrls(url, "catalog", grants);
const open: Sql[] = [];
let servers: Servers;

function client(url: string): Sql {
  const sql = connect(url, { max: 1, onnotice: () => {} });
  open.push(sql);
  return sql;
}

beforeAll(async () => {
  servers = await startServers();
  await provision(servers.databaseUrl, ["catalog", "ordering"], grants);
}, 60_000);

afterAll(async () => {
  await Promise.all(open.map((sql) => sql.end()));
  await servers?.stop();
}, 60_000);

test("the owner makes tables, the service reads and writes their rows and can change no table", async () => {
  const { databaseUrl, migrationDatabaseUrl } = catalog(servers.databaseUrl);
  await client(migrationDatabaseUrl)`create table product (id bigint generated always as identity, name text)`;
  const service = client(databaseUrl);
  await service`insert into product (name) values ('mug')`;
  await service`update product set name = 'cup'`;
  expect(await service`select id, name from product`).toEqual([{ id: "1", name: "cup" }]);
  await expect(service`alter table product add price int`).rejects.toThrow("must be owner of table product");
  await expect(service`create table mine (id int)`).rejects.toThrow("permission denied for schema public");
});

test("no role can connect to the database of another service, nor to the server's own", async () => {
  const { databaseUrl, migrationDatabaseUrl } = catalog(servers.databaseUrl);
  for (const url of [databaseUrl, migrationDatabaseUrl]) {
    for (const database of ["ordering", "postgres", "template1"]) {
      const elsewhere = new URL(url);
      elsewhere.pathname = `/${database}`;
      await expect(client(elsewhere.href)`select 1`).rejects.toThrow(`permission denied for database "${database}"`);
    }
  }
});

test("a wrong password is refused", async () => {
  const url = new URL(catalog(servers.databaseUrl).databaseUrl);
  url.password = "wrong";
  await expect(client(url.href)`select 1`).rejects.toThrow("password authentication failed");
});

test("doing it again keeps the rows and the rights", async () => {
  const { databaseUrl, migrationDatabaseUrl } = catalog(servers.databaseUrl);
  await client(migrationDatabaseUrl)`create table if not exists note (text text)`;
  await client(databaseUrl)`insert into note values ('kept')`;
  await provision(servers.databaseUrl, ["catalog", "ordering"], grants);
  expect(await client(databaseUrl)`select * from note`).toEqual([{ text: "kept" }]);
});

test("a name that is no plain identifier is refused", async () => {
  await expect(provision(servers.databaseUrl, ['x"; drop role postgres'], grants)).rejects.toThrow(
    "cannot name a database",
  );
});
