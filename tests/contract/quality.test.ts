// The linters have nothing to say, warnings included. `npm run lint` shows the same, `npm run format` mends what can be mended.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { files, root } from "./checkout.ts";

const TIMEOUT_MS = 240_000;

it.each([
  ["Biome", "node_modules/.bin/biome", ["check", "--error-on-warnings", "."]],
  ["TypeScript", "node_modules/.bin/tsc", ["--noEmit", "--pretty", "false"]],
  // Names the files that it would write otherwise.
  ["gofmt", "gofmt", ["-l", ...files("*.go")]],
] as const)("%s finds nothing", (_name, program, args) => {
  const path = program.includes("/") ? join(root, program) : program;
  const { status, stdout, stderr, error } = spawnSync(path, args, { cwd: root, encoding: "utf8", timeout: TIMEOUT_MS });
  expect(error).toBeUndefined();
  expect(status, stdout + stderr).toBe(0);
  if (program === "gofmt") expect(stdout + stderr).toBe("");
});
