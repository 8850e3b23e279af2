// Gets the public suite and runs it. Its runner and its descriptors come from the Go module that go.mod pins, into .mesh/; they are
// built when missing or when the pin has changed (20 s), so that nothing of the suite is committed.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const MODULE = "connectrpc.com/conformance";
const RUN_TIMEOUT_MS = 240_000;
const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;

const execute = promisify(execFile);
const root = resolve(import.meta.dirname, "../../..");
const folder = join(root, "tests/conformance");
const built = join(root, ".mesh/conformance");
const runner = join(root, ".mesh/bin/connectconformance");
const stamp = join(built, "go.sum");

export const DESCRIPTORS = join(built, "contract.binpb");

export interface Outcome {
  readonly passed: number;
  /** Each with what was wrong. */
  readonly failed: string[];
  /** The runner's last lines. */
  readonly summary: string;
}

export async function installSuite(): Promise<void> {
  const pinned = readFileSync(join(folder, "go.sum"), "utf8");
  const current = existsSync(runner) && existsSync(DESCRIPTORS) && existsSync(stamp);
  if (current && readFileSync(stamp, "utf8") === pinned) return;
  mkdirSync(built, { recursive: true });
  await build("go", "build", "-o", runner, `${MODULE}/cmd/connectconformance`);
  const source = await build("go", "list", "-m", "-f", "{{.Dir}}", MODULE);
  await build(join(root, "node_modules/.bin/buf"), "build", join(source.trim(), "proto"), "-o", DESCRIPTORS);
  writeFileSync(stamp, pinned);
}

/** Puts all cases of `<mode>.yaml` to `src/<mode>.ts`. */
export async function runSuite(mode: "server" | "client"): Promise<Outcome> {
  const leftOut = ["failing", "flaky"].flatMap((kind) => {
    const list = join(folder, `known-${kind}-${mode}.txt`);
    return existsSync(list) ? [`--known-${kind}`, `@${list}`] : [];
  });
  const program = [process.execPath, join(folder, "src", `${mode}.ts`)];
  // Little at once: some cases allow half a second for everything between two processes.
  const pace = ["--max-servers", "1", ...(mode === "server" ? ["--parallel", "4"] : [])];
  const args = ["--mode", mode, "--conf", join(folder, `${mode}.yaml`), ...pace, ...leftOut, "--", ...program];
  // A fixed target: neither program is to load the xDS client.
  const env = { ...process.env, MESH_TARGET: "127.0.0.1:1" };
  const options = { cwd: root, env, timeout: RUN_TIMEOUT_MS, maxBuffer: OUTPUT_LIMIT_BYTES };
  // Failed cases make it exit with 1: they are in its output then.
  const { stdout, stderr } = await execute(runner, args, options).catch((error) => ({
    stdout: error.stdout ?? "",
    stderr: error.stderr || String(error),
  }));
  const output = `${stdout}\n${stderr}`;
  const summary = output.slice(Math.max(0, output.indexOf("Total cases:"))).trim();
  return {
    passed: Number(/^(\d+) passed/m.exec(summary)?.[1] ?? 0),
    failed: [...output.matchAll(/^FAILED: .*(?:\n\s+.*)*/gm)].map(([text]) => text.trim()),
    summary,
  };
}

async function build(command: string, ...args: string[]): Promise<string> {
  try {
    return (await execute(command, args, { cwd: folder })).stdout;
  } catch (error) {
    const hint = "Is Go installed, and can it reach its module proxy?";
    throw new Error(`The conformance suite cannot be built: ${(error as Error).message} ${hint}`, { cause: error });
  }
}
