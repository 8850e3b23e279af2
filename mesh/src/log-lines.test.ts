import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { logs } from "./commands/logs.ts";
import { rotateLogs } from "./log-rotation.ts";
import { openState, type State } from "./state.ts";

let state: State;
let printed: string;

beforeEach(() => {
  state = openState(mkdtempSync(join(tmpdir(), "mesh-logs-")));
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += text;
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(state.dir, { recursive: true, force: true });
});

const line = (second: number, msg: string, traceId?: string) =>
  `${JSON.stringify({ level: "info", time: `2026-11-23T10:00:0${second}.000Z`, service: "x", msg, traceId, orderId: 7 })}\n`;

test("--trace tells what one request did in every service, in order of time", async () => {
  writeFileSync(
    state.logFile("gateway"),
    line(1, "GET /v1/orders", "abc") + line(4, "answered", "abc") + line(4, "other", "def"),
  );
  writeFileSync(state.logFile("ordering"), `${line(2, "order read", "abc")}not json, abc\n`);
  await logs(state, ["--trace", "abc"]);
  expect(printed.trim().split("\n")).toEqual([
    "10:00:01.000 gateway     info  GET /v1/orders  orderId=7  trace=abc",
    "10:00:02.000 ordering    info  order read  orderId=7  trace=abc",
    "10:00:04.000 gateway     info  answered  orderId=7  trace=abc",
  ]);
});

test("lines of NATS, PostgreSQL and a crash without a time find their place", async () => {
  writeFileSync(state.logFile("nats"), "[7] 2026/11/23 10:00:02.500000 [INF] Server is ready\n");
  writeFileSync(state.logFile("postgres"), "2026-11-23 10:00:03.250 UTC [9] LOG:  ready\n");
  writeFileSync(state.logFile("shipping"), `${line(1, "up")}panic: no such file\n${line(4, "up again")}`);
  await logs(state, []);
  const order = printed
    .trim()
    .split("\n")
    .map((text) => text.slice(13).split(/\s+/)[0]);
  expect(order).toEqual(["shipping", "shipping", "nats", "postgres", "shipping"]);
});

test("a service means its instances, and no other service that begins alike", async () => {
  writeFileSync(state.logFile("cart"), line(1, "one"));
  writeFileSync(state.logFile("cart-2"), line(2, "two"));
  writeFileSync(state.logFile("carton"), line(3, "three"));
  await logs(state, ["cart", "--lines", "10"]);
  expect(printed).toContain("one");
  expect(printed).toContain("two");
  expect(printed).not.toContain("three");
});

test("a log that reaches its bound is set aside once, and still read", async () => {
  writeFileSync(state.logFile("cart"), line(1, "old").repeat(100));
  const stop = rotateLogs(state.path("logs"), 1_000, 10);
  await vi.waitFor(() => expect(statSync(state.logFile("cart")).size).toBe(0));
  stop();
  writeFileSync(state.logFile("cart"), line(2, "new"), { flag: "a" });
  await logs(state, ["cart", "-n", "1000"]);
  expect(printed.match(/old/g)).toHaveLength(100);
  expect(printed.match(/new/g)).toHaveLength(1);
});

test("a service without a log is one sentence", async () => {
  await expect(logs(state, ["nobody"])).rejects.toThrow('There is no log of "nobody" in');
});
