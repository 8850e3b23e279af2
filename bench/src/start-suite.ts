// How long `npm start` takes on a checkout that is installed and built, and what the mesh takes when nobody calls it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { elsewhereOf } from "@meshmart/mesh/postgres-account";
import { family, memoryOf } from "@meshmart/mesh/process-table";
import { openState, root } from "@meshmart/mesh/state";
import { cpuMsOf } from "./cpu.ts";
import type { Options } from "./options.ts";
import { median } from "./stats.ts";
import { type Cell, printTable } from "./table.ts";

const START_TIMEOUT_MS = 240_000;
/** After the start, until garbage is collected and caches are filled. */
const SETTLE_MS = 5_000;
const IDLE_MS = 10_000;
const MARKS = { warmSeconds: 12, mebibytes: 1.2 * 1024 };
// Google's Online Boutique on a machine of the same shape: see docs/benchmarks.md.
const BOUTIQUE = { seconds: 2.2, mebibytes: 437 };

interface Start {
  readonly seconds: number;
  readonly processes: number;
  readonly mebibytes: number;
  /** CPU-ms a second. */
  readonly idleCpu: number;
}

export async function benchStart({ rounds = 3, dir }: Options): Promise<void> {
  const folder = dir ?? mkdtempSync(join(tmpdir(), "meshmart-bench-"));
  try {
    const first = await start(folder);
    const warm: Start[] = [];
    for (let round = 0; round < rounds; round++) warm.push(await start(folder));
    report(first, warm);
  } finally {
    if (!dir)
      for (const path of [folder, elsewhereOf(openState(folder))]) rmSync(path, { recursive: true, force: true });
  }
}

function report(first: Start, warm: readonly Start[]): void {
  const of = (figure: (start: Start) => number) => median(warm.map(figure));
  const seconds = of((start) => start.seconds);
  const mebibytes = of((start) => start.mebibytes);
  const rows: Cell[][] = [
    ["first start, databases made, s", first.seconds],
    ["warm start, s", seconds, MARKS.warmSeconds, seconds / MARKS.warmSeconds, seconds / BOUTIQUE.seconds],
    ["memory idle, MiB", mebibytes, MARKS.mebibytes, mebibytes / MARKS.mebibytes, mebibytes / BOUTIQUE.mebibytes],
    ["CPU idle, ms a second", of((start) => start.idleCpu)],
    ["processes, PostgreSQL's own too", of((start) => start.processes)],
  ];
  printTable(
    `npm start (median of ${warm.length} starts)`,
    ["", "", "mark", "to the mark", "to Online Boutique"],
    rows,
  );
}

async function start(folder: string): Promise<Start> {
  const startedAt = performance.now();
  const env = { ...process.env, MESH_DIR: folder, GATEWAY_PORT: "0" };
  const child = spawn(process.execPath, ["mesh/setup.mjs", "start"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  try {
    await untilReady(child);
    const seconds = (performance.now() - startedAt) / 1000;
    await sleep(SETTLE_MS);
    const pid = child.pid!;
    const [before = 0] = cpuMsOf([pid]);
    await sleep(IDLE_MS);
    const [after = 0] = cpuMsOf([pid]);
    const bytes = memoryOf([pid]).get(pid) ?? Number.NaN;
    return {
      seconds,
      processes: family(pid).length,
      mebibytes: bytes / 2 ** 20,
      idleCpu: ((after - before) * 1000) / IDLE_MS,
    };
  } finally {
    child.kill("SIGTERM");
    await exited;
  }
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const fail = () => reject(new Error(`The mesh did not start:\n${said.join("\n")}`));
    const timer = setTimeout(fail, START_TIMEOUT_MS);
    child.once("exit", fail);
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface(stream).on("line", (line) => {
        said.push(line);
        if (!line.startsWith("Meshmart is ready")) return;
        clearTimeout(timer);
        child.off("exit", fail);
        resolve();
      });
    }
  });
}
