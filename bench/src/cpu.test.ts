import { expect, it } from "vitest";
import { cpuMsOf, parseClock } from "./cpu.ts";

it("counts what this process works, and nothing for one that is not there", () => {
  const [before = 0] = cpuMsOf([process.pid]);
  const until = process.cpuUsage().user + 100_000;
  while (process.cpuUsage().user < until);
  const [after = 0, gone] = cpuMsOf([process.pid, 2 ** 30]);
  expect(after - before).toBeGreaterThanOrEqual(80);
  expect(gone).toBe(0);
});

it("reads the clocks that ps prints", () => {
  expect(parseClock("0:01.50")).toBe(1_500);
  expect(parseClock("01:02:03")).toBe(3_723_000);
  expect(parseClock("2-00:00:01")).toBe(172_801_000);
});
