// A service under test as the mesh runs it: its own process, from its own main. For tests only.
import { spawn } from "node:child_process";
import { inject } from "vitest";
import { atEnd } from "./testing.ts";

const START_TIMEOUT_MS = 20_000;

export type LogLine = Record<string, unknown>;

export interface TestProcess {
  /** Of its gRPC server. */
  readonly address: string;
  /** Of /metrics and /healthz. */
  readonly adminAddress: string;
  readonly instance: string;
  /** Every line that it has logged, growing. */
  readonly logs: readonly LogLine[];
  /** All that it has written, as it was written. */
  output(): string;
  /** The exit code once the process is gone: null when a signal killed it. */
  readonly exited: Promise<number | null>;
  /** Sends a signal, SIGTERM unless told otherwise, and answers with `exited`. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts a process without waiting for anything. It calls nobody, unless `env` has another MESH_TARGET. */
export function spawnMain(main: string, env: Record<string, string | undefined>) {
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH,
      NATS_URL: inject("natsUrl"),
      MESH_TARGET: "127.0.0.1:1",
      LOG_LEVEL: "debug",
      ...env,
    },
  });
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const logs: LogLine[] = [];
  let output = "";
  let rest = "";
  const receive = (chunk: Buffer) => {
    output += chunk;
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    for (const line of lines) if (line.startsWith("{")) logs.push(JSON.parse(line));
  };
  child.stdout.on("data", receive);
  child.stderr.on("data", receive);
  const end = (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    return exited;
  };
  atEnd(() => end("SIGKILL"));
  return { logs, output: () => output, exited, end };
}

/** Starts a service and waits until it is ready. */
export async function startProcess(main: string, env: Record<string, string | undefined>): Promise<TestProcess> {
  const started = spawnMain(main, env);
  let gone = false;
  void started.exited.then(() => {
    gone = true;
  });
  const until = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const ready = started.logs.find(({ msg }) => msg === "ready");
    if (ready) {
      const { address, adminAddress, instance } = ready as Record<string, string>;
      return { ...started, address: address!, adminAddress: adminAddress!, instance: instance! };
    }
    if (gone || Date.now() > until) {
      // Nothing else ends it when this is thrown while a test file is being loaded.
      await started.end("SIGKILL");
      throw new Error(`${main} did not become ready:\n${started.output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
