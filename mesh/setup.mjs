// Brings the checkout up to date and hands over to the program that was asked for. Runs on the machine's own Node before
// anything is installed, so it is plain JavaScript without dependencies.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root, setUp } from "./setup-steps.mjs";

const HELP = `Meshmart: npm start | npm test | npm run generate, bench, web or screenshots

  start        bring everything up to date and start the whole mesh
  test         run the tests (arguments go to vitest: npm test -- services/ordering)
  generate     make the code under gen/ anew from proto/
  bench        measure
  web          serve the shop with hot reload, against the mesh that runs at GATEWAY_URL (http://localhost:8080)
  screenshots  take the pictures of the shop in docs/ anew

npx mesh --help says what can be done with a running mesh.`;

/** What each verb runs with the checkout's own Node, from the root of the checkout. */
const programs = {
  start: ["mesh/src/main.ts", "start"],
  test: ["node_modules/vitest/vitest.mjs", "run"],
  generate: ["tools/generate.ts"],
  bench: ["bench/main.ts"],
  web: ["node_modules/vite/bin/vite.js", "web"],
  screenshots: ["tests/web/screenshots.ts"],
};

/** Does one verb with further arguments; sets the exit code. */
export async function run(verb, args) {
  const program = programs[verb];
  if (!program) {
    console.log(HELP);
    process.exitCode = verb ? 1 : 0;
    return;
  }
  const beganAt = Date.now();
  try {
    await setUp({ verb });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
    return;
  }
  const [file, ...fixed] = program;
  await handOver([nodeBinary(), join(root, file), ...fixed, ...args], { MESH_BEGAN_AT: String(beganAt) });
}

/** The Node that npm installed for this checkout, whichever Node runs this file. */
export function nodeBinary() {
  const binary = join(root, "node_modules/node/bin/node");
  if (existsSync(binary)) return binary;
  console.error("Nothing is installed yet. Run `npm start` first, or `npm ci`.");
  process.exit(1);
}

/** Runs a program in our place: its output, its signals and its exit code are ours. Resolves when it has ended. */
export function handOver([file, ...args], env = {}) {
  const child = spawn(file, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child as well, and a second one would mean more than the first.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  return new Promise((resolve) => {
    child.once("error", (error) => {
      console.error(`${file} cannot be run: ${error.message}`);
      process.exitCode = 1;
      resolve();
    });
    child.once("exit", (code, signal) => {
      process.exitCode = code ?? 128 + (constants.signals[signal ?? "SIGKILL"] ?? 0);
      resolve();
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run(process.argv[2], process.argv.slice(3));
