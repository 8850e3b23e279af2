// The tests that are written in Go, with the servers of the others: kit/go and the services that stand on it.
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, inject, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
/** The first time, all that is imported is compiled. */
const TIMEOUT_MS = 840_000;

it.each([
  ["go vet finds nothing", ["vet", "./..."]],
  // Not from the cache: what is tested is also the servers.
  ["go test passes", ["test", "-count=1", "-timeout=5m", "./..."]],
  ["go vet finds nothing in the tools", ["-C", "tools", "vet", "./..."]],
])("%s", async (_what, args) => {
  const env = { ...process.env, TEST_DATABASE_URL: inject("adminDatabaseUrl"), NATS_URL: inject("natsUrl") };
  const { failed, output } = await go(args, env);
  expect(failed, output).toBe(false);
});

/** What go printed, without the packages that have no tests. */
async function go(args: string[], env: NodeJS.ProcessEnv): Promise<{ failed: boolean; output: string }> {
  const options = { cwd: root, env, maxBuffer: 64 * 1024 * 1024, timeout: TIMEOUT_MS };
  const run = promisify(execFile)("go", args, options).then(
    ({ stdout, stderr }) => ({ failed: false, output: stdout + stderr }),
    // Also when go itself is missing: then its message is all there is.
    ({ stdout = "", stderr = "", message }) => ({ failed: true, output: stdout + stderr || message }),
  );
  const { failed, output } = await run;
  return { failed, output: output.replaceAll(/^.*\[no test files\]\n/gm, "") };
}
