import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isAlive } from "./process-table.ts";
import type { Runnable } from "./runnable.ts";
import { Running } from "./running.ts";
import { openState, type State } from "./state.ts";
import { Supervisor } from "./supervisor.ts";

vi.setConfig({ testTimeout: 30_000 });

// Each fake appends "<name> up" and, when asked to end, "<name> down" to one file.
const PROGRAM = `
  const { appendFileSync } = require("node:fs");
  const say = (word) => appendFileSync(process.env.STORY, process.env.NAME + " " + word + "\\n");
  say("up");
  process.on("SIGTERM", () => { say("down"); process.exit(0); });
  setInterval(() => {}, 1000);
`;

let dir: string;
let state: State;
let running: Running;
let said: string[];
let supervisor: Supervisor | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "mesh-supervisor-"));
  state = openState(dir);
  running = new Running(state);
  said = [];
});

afterEach(async () => {
  await supervisor?.kill();
  running.close();
  rmSync(dir, { recursive: true, force: true });
});

const story = () => readFileSync(state.path("story"), "utf8").trim().split("\n");

function fake(name: string, more: Partial<Runnable> = {}): Runnable {
  return {
    name,
    service: name,
    layer: "service",
    needs: [],
    command: [process.execPath, "-e", PROGRAM],
    env: () => ({ ...process.env, NODE_OPTIONS: "", NAME: name, STORY: state.path("story") }),
    stopSignal: "SIGTERM",
    sideBySide: true,
    // Ready when it has said so once more than before this launch.
    ready: async (_instance, signal) => {
      const before = ups(name);
      while (ups(name) === before) await sleep(10, undefined, { signal });
    },
    ...more,
  };
}

function ups(name: string): number {
  try {
    return story().filter((line) => line === `${name} up`).length;
  } catch {
    return 0;
  }
}

function supervise(...runnables: Runnable[]): Supervisor {
  const surroundings = { cwd: dir, logFile: state.logFile, running, report: (line: string) => said.push(line) };
  supervisor = new Supervisor(runnables, surroundings, () => {});
  return supervisor;
}

test("each starts after what it needs, and stops before it", async () => {
  const mesh = supervise(
    fake("store", { layer: "server" }),
    fake("shop", { needs: ["store"] }),
    fake("door", { layer: "edge", needs: ["shop"] }),
  );
  await mesh.start();
  expect(story()).toEqual(["store up", "shop up", "door up"]);
  await mesh.stop();
  expect(story().slice(3)).toEqual(["door down", "shop down", "store down"]);
});

test("what dies is started again, and the console hears it", async () => {
  const mesh = supervise(fake("shop"));
  await mesh.start();
  const [slot] = mesh.find("shop");
  const first = slot?.current?.child.pid;
  await slot?.signal("SIGKILL");
  await expect.poll(() => slot?.state, { timeout: 5_000 }).toBe("ready");
  expect(slot?.current?.child.pid).not.toBe(first);
  expect(slot?.restarts).toBe(1);
  expect(said[0]).toBe("shop stopped (signal SIGKILL). Starting it again.");
  expect(said[1]).toMatch(/^shop is back after \d\.\d s\.$/);
});

test("a restart brings the new instance up before the old one leaves", async () => {
  const mesh = supervise(fake("shop"), fake("port", { sideBySide: false }));
  await mesh.start();
  for (const name of ["shop", "port"]) for (const slot of mesh.find(name)) await slot.restart();
  expect(story().filter((line) => line.startsWith("shop"))).toEqual(["shop up", "shop up", "shop down"]);
  expect(story().filter((line) => line.startsWith("port"))).toEqual(["port up", "port down", "port up"]);
  expect(said).toEqual([]);
});

test("a process that cannot start fails the mesh with its log's path, after five attempts", async () => {
  const mesh = supervise(fake("shop", { command: [process.execPath, "-e", "process.exit(3)"] }));
  await expect(mesh.start()).rejects.toThrow(
    `shop did not start: it stopped with exit code 3 5 times. Its log says why: ${state.logFile("shop")}`,
  );
});

test("a program that does not exist is named", async () => {
  const mesh = supervise(fake("shop", { command: ["/no/such/program"] }));
  await expect(mesh.start()).rejects.toThrow("spawn /no/such/program ENOENT");
});

test("after a stop nothing is left, not even what was paused or left behind by its parent", async () => {
  const orphan = `
    const orphan = require("node:child_process").spawn("sleep", ["300"], { stdio: "ignore" });
    orphan.unref();
    require("node:fs").writeFileSync(process.env.STORY + ".orphan", String(orphan.pid));
  `;
  const mesh = supervise(fake("shop"), fake("host", { command: [process.execPath, "-e", orphan + PROGRAM] }));
  await mesh.start();
  const pids = mesh.slots.flatMap(({ current }) => (current ? [current.child.pid] : []));
  pids.push(Number(readFileSync(state.path("story.orphan"), "utf8")));
  expect(pids.filter(isAlive)).toHaveLength(3);
  await mesh.find("shop")[0]?.signal("SIGSTOP");
  await mesh.stop();
  await expect.poll(() => pids.filter(isAlive)).toEqual([]);
  expect(readFileSync(state.path("running"), "utf8")).toBe("");
});
