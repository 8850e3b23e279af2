// Ports that stay the same from one start to the next, and a word on who holds one that is taken.
// They are chosen below the range from which systems hand out free ports, so no client's connection
// and no service that binds port 0 takes one while its owner restarts.

import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { connect, createServer } from "node:net";
import { basename } from "node:path";
import type { State } from "./state.ts";

const LOWEST = 20_000;
const HIGHEST = 32_000;
const TRIES = 200;

/** The port kept under this name, or another free one where somebody else has taken it meanwhile. */
export async function keptPort(state: State, name: string): Promise<number> {
  const kept = state.kept("ports.json", name, () => 0);
  if (kept && (await isFree(kept))) return kept;
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(LOWEST, HIGHEST);
    if (!(await isFree(port))) continue;
    state.keep("ports.json", name, port);
    return port;
  }
  throw new Error(
    `No free port between ${LOWEST} and ${HIGHEST} after ${TRIES} tries. Stop something that listens there.`,
  );
}

/** Whether a server could listen on this loopback port now. */
export async function isFree(port: number): Promise<boolean> {
  // A listener on all addresses does not always stop one on loopback from binding, so ask both ways.
  if (await answers(port)) return false;
  return await new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** Whether something accepts connections on this loopback port. */
export function answers(port: number, timeoutMs = 500): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: timeoutMs });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}

/** Who listens on this port, such as "node (pid 4711)"; "another program" where the system does not tell. */
export function holderOf(port: number): string {
  try {
    const pid = process.platform === "linux" ? pidByProc(port) : pidByLsof(port);
    if (pid === undefined) return "another program";
    // Not "comm": Node calls its main thread MainThread.
    const args = execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8", timeout: 2_000 });
    return `${basename(args.trim().split(/\s/, 1)[0] ?? "")} (pid ${pid})`;
  } catch {
    return "another program"; // The sentence around it is the message; the name is only a courtesy.
  }
}

function pidByLsof(port: number): number | undefined {
  const out = execFileSync("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-t"], {
    encoding: "utf8",
    timeout: 5_000,
  });
  return Number.parseInt(out, 10) || undefined;
}

function pidByProc(port: number): number | undefined {
  const LISTENING = "0A";
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const inode = ["/proc/net/tcp", "/proc/net/tcp6"]
    .flatMap((table) => readFileSync(table, "utf8").split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .find((fields) => fields[1]?.endsWith(suffix) && fields[3] === LISTENING)?.[9];
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const files = readdirSync(`/proc/${pid}/fd`);
      if (files.some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`)) return Number(pid);
    } catch {
      // It ended meanwhile, or belongs to another user: not ours to look into.
    }
  }
  return undefined;
}
