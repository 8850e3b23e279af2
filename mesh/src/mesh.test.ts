import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import connect from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Mesh, startMesh } from "./mesh.ts";
import { isAlive } from "./process-table.ts";
import { root } from "./state.ts";

vi.setConfig({ testTimeout: 30_000 });

const MAIN = join(root, "mesh/src/main.ts");
const said: string[] = [];
let dir: string;
let mesh: Mesh;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "mesh-test-"));
  mesh = await startMesh({ dir, only: ["nats", "postgres"], report: (line) => said.push(line) });
}, 60_000);

afterAll(async () => {
  await mesh?.stop();
  rmSync(dir, { recursive: true, force: true });
}, 60_000);

async function command(...args: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, MESH_DIR: dir, NODE_OPTIONS: "" };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [MAIN, ...args], { env, timeout: 30_000 });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

test("`mesh ps` shows every process with its pid and memory", async () => {
  const { output } = await command("ps");
  const [nats] = await mesh.processes();
  expect(output).toMatch(/^NAME +INSTANCE +STATE +PID/);
  expect(output).toMatch(new RegExp(`nats +nats-[0-9a-f]{8} +ready +${nats?.pid}`));
  expect(nats?.memoryBytes).toBeGreaterThan(1_000_000);
});

test("a second mesh in the same folder is refused in a sentence", async () => {
  const { code, output } = await command("start");
  expect(code).toBe(1);
  expect(output).toContain(`A mesh is already running in ${dir}.`);
});

test("NATS and PostgreSQL come back after kill -9, at the same address and with their data", async () => {
  const before = connect(mesh.adminDatabaseUrl("postgres"), { max: 1 });
  await before`create table kept as select 42 as answer`;
  await before.end();
  for (const name of ["nats", "postgres"]) {
    const { output } = await command("kill", name);
    expect(output).toBe(`${name} was killed.\n`);
    await mesh.untilReady(name);
  }
  const after = connect(mesh.adminDatabaseUrl("postgres"), { max: 1 });
  expect(await after`select answer from kept`).toEqual([{ answer: 42 }]);
  await after.end();
  expect(said).toContain("postgres stopped (signal SIGKILL). Starting it again.");
}, 30_000);

test("a paused server answers again once it is resumed", async () => {
  const sql = connect(mesh.adminDatabaseUrl("postgres"), { max: 1 });
  await sql`select 1`;
  await mesh.pause("postgres");
  const [, status] = await mesh.processes();
  expect(status?.state).toBe("paused");
  const answer = sql`select 1 as one`.execute();
  const first = await Promise.race([answer, sleep(300, "nothing")]);
  expect(first).toBe("nothing");
  await mesh.resume("postgres");
  expect(await answer).toEqual([{ one: 1 }]);
  await sql.end();
});

test("a wrong name is answered with the right ones", async () => {
  const { code, output } = await command("kill", "natz");
  expect(code).toBe(1);
  expect(output).toBe('There is no process "natz". There are: nats, postgres.\n');
});

test("a gateway port that is taken is named with its holder, before anything starts", async () => {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port } = holder.address() as { port: number };
  const started: string[] = [];
  const start = startMesh({ only: ["gateway"], gatewayPort: port, progress: (name) => started.push(name) });
  await expect(start).rejects.toThrow(`Port ${port} is taken by`);
  await expect(start).rejects.toThrow(`GATEWAY_PORT=${port + 1} npm start`);
  expect(started).toEqual([]);
  holder.close();
});

test("when the runner itself is killed, nothing of its mesh is left", async () => {
  const other = mkdtempSync(join(tmpdir(), "mesh-test-"));
  const env = { ...process.env, MESH_DIR: other, MESH_ONLY: "nats,postgres", NODE_OPTIONS: "" };
  const runner = spawn(process.execPath, [MAIN, "start"], { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  for await (const chunk of runner.stdout) {
    output += chunk;
    if (output.includes("Ready")) break;
  }
  const pids = readFileSync(join(other, "running"), "utf8")
    .trim()
    .split("\n")
    .map((line) => Number.parseInt(line, 10));
  expect(pids).toHaveLength(2);
  expect(pids.every(isAlive)).toBe(true);
  runner.kill("SIGKILL");
  await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  rmSync(other, { recursive: true, force: true });
}, 60_000);

test("after a stop its processes are gone, and starting again finds the data", async () => {
  const pids = (await mesh.processes()).map(({ pid }) => pid ?? 0);
  await mesh.stop();
  expect(pids.filter(isAlive)).toEqual([]);
  mesh = await startMesh({ dir, only: ["nats", "postgres"] });
  const sql = connect(mesh.adminDatabaseUrl("postgres"), { max: 1 });
  expect(await sql`select answer from kept`).toEqual([{ answer: 42 }]);
  await sql.end();
}, 30_000);
