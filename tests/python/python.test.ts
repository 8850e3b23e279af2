// The tests that are written in Python, each with servers of its own: kit/python and the services that stand on it. And its lint.
import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const TIMEOUT_MS = 240_000;

it.each([
  ["ruff finds nothing", ["ruff", "check", "--no-cache", "."]],
  [
    "ruff would write nothing otherwise",
    ["ruff", "format", "--no-cache", "--check", "kit", "services", "tests", "tools"],
  ],
  ["pytest passes in the kit", ["pytest", "kit/python"]],
  ["pytest passes in recommendations", ["pytest", "services/recommendations"]],
] as const)(
  "%s",
  async (_what, [module, ...args]) => {
    const { failed, output } = await python(["-m", module, ...args]);
    expect(failed, output).toBe(false);
  },
  TIMEOUT_MS,
);

/** What it printed. Nothing is written into the checkout. */
function python(args: string[]): Promise<{ failed: boolean; output: string }> {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
  const options = { cwd: root, env, maxBuffer: 64 * 1024 * 1024, timeout: TIMEOUT_MS };
  return promisify(execFile)(join(root, ".mesh/venv/bin/python"), args, options).then(
    ({ stdout, stderr }) => ({ failed: false, output: stdout + stderr }),
    // Also when Python itself is missing: then its message is all there is.
    ({ stdout = "", stderr = "", message }) => ({ failed: true, output: stdout + stderr || message }),
  );
}
