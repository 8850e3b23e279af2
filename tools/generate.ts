// `npm run generate`: brings the .proto files of others, generates every client and server (buf generate), and writes the whole
// contract as one descriptor set, which the gateway, discovery and the breaking-change check read.
// Idempotent and offline once the Go tools are in the module cache.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const run = (command: string, ...args: string[]) => {
  const started = performance.now();
  execFileSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${command.split("/").pop()} ${args[0]}`);
};
const buf = join(root, "node_modules/.bin/buf");

try {
  run("go", "-C", "tools", "run", "./thirdparty", "../third_party");
  run(buf, "format", "-w", "proto");
  run(buf, "lint");
  run(buf, "generate");
  run(buf, "build", "proto", "--as-file-descriptor-set", "--exclude-source-info", "-o", "gen/contract.binpb");
} catch {
  console.error("Generation failed: the message above names the file and line. Nothing else was changed.");
  process.exit(1);
}
