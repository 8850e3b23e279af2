// PostgreSQL refuses to run as root. Started by root (as in a container), it runs as another user instead, who must reach
// the programs and the data: where a parent folder keeps that user out, programs and data lie under /var/tmp.

import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { State } from "./state.ts";

const ELSEWHERE = "/var/tmp";

export interface Account {
  uid: number;
  gid: number;
}

/** Who PostgreSQL runs as; undefined for ourselves. */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const user = users.find((fields) => fields[0] === name);
    if (user) return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new Error(
    "PostgreSQL does not run as root, and there is no user `postgres` or `nobody`. Run Meshmart as a normal user.",
  );
}

/** The folder to keep the data folder in: in the mesh's own folder where the account can reach it. */
export function homeOf(state: State, account: Account): string {
  const home = join(canReach(account, state.dir) ? state.dir : rootsFolder(`meshmart-${state.id}`), "data");
  mkdirSync(home, { recursive: true });
  chmodSync(home, 0o711);
  const data = join(home, "postgres");
  // A `postgres` user that came to the machine later does not own what `nobody` made.
  if (existsSync(data) && statSync(data).uid !== account.uid) {
    execFileSync("chown", ["-R", `${account.uid}:${account.gid}`, data], { timeout: 60_000 });
  }
  return home;
}

/** The installed programs, or a copy of them where the account cannot reach the checkout. One copy serves every checkout. */
export function reachableCopy(native: string, version: string, account: Account): string {
  if (canReach(account, join(native, "bin"))) return native;
  const copy = join(rootsFolder("meshmart-postgres"), version);
  if (existsSync(copy)) return copy;
  const half = `${copy}.${process.pid}`;
  cpSync(native, half, { recursive: true, verbatimSymlinks: true });
  execFileSync("chmod", ["-R", "a+rX", half], { timeout: 60_000 });
  try {
    renameSync(half, copy);
  } catch (error) {
    if (!existsSync(copy)) throw error; // Otherwise another mesh made the same copy at the same moment.
  }
  return copy;
}

/** Where a mesh keeps what the account could not reach in its own folder. */
export function elsewhereOf(state: State): string {
  return join(ELSEWHERE, `meshmart-${state.id}`);
}

/** Whether the account may enter the folder, asked of the system itself: modes, lists and mounts all count. */
function canReach(account: Account, folder: string): boolean {
  try {
    execFileSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...account, cwd: "/", stdio: "ignore", timeout: 5_000 });
    return true;
  } catch {
    return false;
  }
}

/** A folder of root's under /var/tmp. Anybody may write there, so one that somebody else put in its place is not used. */
function rootsFolder(name: string): string {
  const folder = join(ELSEWHERE, name);
  mkdirSync(folder, { recursive: true });
  if (lstatSync(folder).uid !== 0) {
    throw new Error(`${folder} belongs to another user. Remove it: Meshmart keeps PostgreSQL there when root runs it.`);
  }
  chmodSync(folder, 0o755);
  return folder;
}
