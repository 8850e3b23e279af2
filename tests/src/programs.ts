// Programs that tests run: built from pinned sources where they have to be.
import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

export const root = resolve(import.meta.dirname, "../..");
const RUN_TIMEOUT_MS = 60_000;
/** From nothing, grpcurl takes a minute on two processors that have nothing else to do. */
export const BUILD_TIMEOUT_MS = 600_000;

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end in the root of the checkout, whatever its exit code is. */
export async function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  timeoutMs = RUN_TIMEOUT_MS,
): Promise<Ended> {
  const options = { cwd: root, env: { ...process.env, ...env }, timeout: timeoutMs };
  return promisify(execFile)(program, args, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error) => {
      // A number is an exit code; anything else, that the program could not be run or did not end.
      if (typeof error.code === "number") return { code: error.code, stdout: error.stdout, stderr: error.stderr };
      throw new Error(`${program} ${args[0] ?? ""}: ${error.message}`, { cause: error });
    },
  );
}

/** Builds a Go program into .mesh/bin and answers with its path; a second when nothing has changed. `folder` holds its go.mod. */
export async function buildGo(name: string, path: string, folder = "."): Promise<string> {
  const program = join(root, ".mesh/bin", name);
  const { code, stderr } = await run("go", ["-C", folder, "build", "-o", program, path], {}, BUILD_TIMEOUT_MS);
  if (code !== 0) throw new Error(`${name} cannot be built: ${stderr}`);
  return program;
}
