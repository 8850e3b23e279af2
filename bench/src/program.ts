// Child processes of a bench: kept on one core where the system can, and gone when the bench is.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root, toolchain } from "@meshmart/mesh/state";

const READY_TIMEOUT_MS = 20_000;

export interface Program {
  readonly pid: number;
  /** The first line that it said: where it listens. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Command line that keeps a program on one core; unchanged where `taskset` does not exist. */
export function pinned(core: number, command: readonly string[]): string[] {
  return canPin() ? ["taskset", "-c", String(core), ...command] : [...command];
}

let pins: boolean | undefined;

function canPin(): boolean {
  if (pins === undefined) {
    try {
      execFileSync("taskset", ["-c", "0,1", "true"], { stdio: "ignore", timeout: 5_000 });
      pins = true;
    } catch {
      pins = false; // No such program, or fewer than two cores.
    }
  }
  return pins;
}

/** Starts a server that prints its address, to standard output or error, and resolves once it has. */
export async function startProgram(command: readonly string[], env: Record<string, string> = {}): Promise<Program> {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const address = await firstLine(child, command);
  return {
    pid: child.pid!,
    address,
    async stop() {
      process.off("exit", end);
      const exited = once(child, "exit");
      end();
      await exited;
    },
  };
}

function firstLine(child: ChildProcess, command: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`\`${command.join(" ")}\` did not say where it listens.`));
    const timer = setTimeout(fail, READY_TIMEOUT_MS);
    child.once("exit", fail);
    // What comes later is read too, so that the program never waits for us.
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface(stream).on("line", (line) => {
        if (!/^127\.0\.0\.1:\d+$/.test(line)) return;
        clearTimeout(timer);
        child.off("exit", fail);
        resolve(line);
      });
    }
  });
}

/** Builds the Go program of the rpc bench, and answers with its path. */
export function buildGoProgram(): string {
  const binary = join(toolchain, "bench", "rpc");
  mkdirSync(join(toolchain, "bench"), { recursive: true });
  execFileSync("go", ["build", "-o", binary, "./bench/go"], { cwd: root, stdio: "inherit", timeout: 300_000 });
  return binary;
}
