// Runs the real Envoy on a committed configuration of ours, in which nothing but addresses and ports is changed: its own ports
// become free ones, and names that only a container network resolves become addresses of this machine.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";

const root = join(import.meta.dirname, "../..");
const START_TIMEOUT_MS = 15_000;
/** Envoy writes its access log in blocks; how long a line may wait for one. */
const FLUSH_MS = 50;

export interface Envoy {
  /** Where its first listener listens. */
  readonly port: number;
  /** The lines of its access log so far. */
  accessLog(): Record<string, unknown>[];
  stop(): Promise<void>;
}

/** Of a socket in the configuration: all that the rewriting touches. */
interface SocketAddress {
  address: string;
  port_value: number;
}

/** The program itself, not the package's wrapper, so that signals reach it. */
export function envoyBinary(): string {
  const [found] = globSync(join(root, ".mesh/venv/lib/python3*/site-packages/envoy/_bin/envoy"));
  if (!found) throw new Error("Envoy is not installed. `npm test` installs it from mesh/requirements.txt.");
  return found;
}

/** What Envoy has to say against the file: mistakes, and fields that a later version drops. Nothing for a good one. */
export function complaintsAbout(file: string): string {
  const args = ["--mode", "validate", "-c", file, "--log-level", "warning"];
  const { stderr } = spawnSync(envoyBinary(), args, { cwd: root, encoding: "utf8", timeout: START_TIMEOUT_MS });
  return stderr.slice(0, 2_000);
}

/** Resolves once it listens. `peers` says where the hosts that its clusters name are found: `{ gateway: "127.0.0.1:8080" }`. */
export async function startEnvoy(file: string, peers: Record<string, string>): Promise<Envoy> {
  const folder = mkdtempSync(join(tmpdir(), "envoy-"));
  const config = join(folder, "envoy.json");
  const adminFile = join(folder, "admin");
  writeFileSync(config, JSON.stringify(rewritten(join(root, file), peers)));

  const flags = ["--admin-address-path", adminFile, "--file-flush-interval-msec", String(FLUSH_MS)];
  const child = spawn(
    envoyBinary(),
    ["-c", config, ...flags, "--concurrency", "1", "--disable-hot-restart", "--log-level", "warning"],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  let complaints = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  const stop = async () => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const port = await listeningPort(adminFile, child);
    return { port, accessLog: () => linesOf(output), stop };
  } catch (cause) {
    await stop();
    throw new Error(`Envoy did not start with ${file}: ${complaints.slice(0, 1000) || (cause as Error).message}`, {
      cause,
    });
  }
}

function rewritten(file: string, peers: Record<string, string>): unknown {
  const config = parse(readFileSync(file, "utf8"));
  const sockets: SocketAddress[] = [];
  JSON.stringify(config, (key, value) => {
    if (key === "socket_address") sockets.push(value);
    return value;
  });
  for (const socket of sockets) {
    const [host, port] = peers[socket.address]?.split(":") ?? ["127.0.0.1", "0"];
    Object.assign(socket, { address: host, port_value: Number(port) });
  }
  return config;
}

async function listeningPort(adminFile: string, child: ChildProcess): Promise<number> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    try {
      const admin = `http://${readFileSync(adminFile, "utf8")}`;
      const ready = await fetch(`${admin}/ready`);
      const { listener_statuses: listeners } = (await (await fetch(`${admin}/listeners?format=json`)).json()) as {
        listener_statuses: { local_address: { socket_address: SocketAddress } }[];
      };
      if (ready.ok && listeners[0]) return listeners[0].local_address.socket_address.port_value;
    } catch {
      // It has not written its file yet, or does not listen yet.
    }
    await sleep(50);
  }
  throw new Error(`It was not ready after ${START_TIMEOUT_MS / 1000} s.`);
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

function linesOf(output: string): Record<string, unknown>[] {
  return output
    .split("\n")
    .filter((line) => line.startsWith("{") && line.endsWith("}"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
