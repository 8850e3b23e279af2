// `npm run generate`: brings the .proto files of others, generates every client and server (buf generate), and writes the whole
// contract as one descriptor set, which the gateway, discovery and the breaking-change check read.
// Idempotent and offline once the Go tools are in the module cache.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const buf = join(root, "node_modules/.bin/buf");

/** Prints the .proto files of others into third_party/, which is not committed: buf reads nothing without them. */
export function bringThirdParty(): void {
  run("go", "-C", "tools", "run", "./thirdparty", "../third_party");
}

/** Writes all that stands under gen/ into `folder`/gen, from the contract as it is. */
export function generate(folder: string): void {
  run(buf, "generate", "--output", folder);
  const contract = join(folder, "gen/contract.binpb");
  run(buf, "build", "proto", "--as-file-descriptor-set", "--exclude-source-info", "-o", contract);
}

function run(command: string, ...args: string[]): void {
  const started = performance.now();
  execFileSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  console.log(
    `${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${command.split("/").pop()} ${args[0]}`,
  );
}

if (import.meta.main) {
  try {
    bringThirdParty();
    run(buf, "format", "-w", "proto");
    run(buf, "lint");
    generate(root);
  } catch {
    console.error(
      "Generation failed: the message above names the file and line. Mend it and run `npm run generate` again.",
    );
    process.exit(1);
  }
}
