// What a program of ours needs in order to run: the files that it imports, directly or not, and the packages of npm. Follows imports
// by their text and reads package.json for the rest, so it sees what would be missing where only some files were copied.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./lint-tools.ts";

export interface Needs {
  /** By their paths in the checkout. */
  files: Set<string>;
  /** Names of npm packages, ours included. */
  packages: Set<string>;
}

// "import x from", "export { x } from", "import 'x'", "import('x')"; types alone are gone before anything runs.
const IMPORT =
  /^(?:import|export)\s+(?!type\s)(?:[\w\s{},*$]+\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

interface Manifest {
  name: string;
  exports?: Record<string, string | { default: string }>;
}

/** Throws where an import leads nowhere. */
export function needsOf(entry: string): Needs {
  const needs: Needs = { files: new Set(), packages: new Set() };
  const follow = (file: string) => {
    if (needs.files.has(file)) return;
    if (!existsSync(join(root, file))) throw new Error(`${file} is imported and does not exist.`);
    needs.files.add(file);
    for (const [, plain, dynamic] of readFileSync(join(root, file), "utf8").matchAll(IMPORT)) {
      const name = plain ?? dynamic ?? "";
      if (name.startsWith("node:")) continue;
      if (name.startsWith(".")) follow(join(dirname(file), name));
      else {
        const [scope = "", second = ""] = name.split("/");
        const pack = name.startsWith("@") ? `${scope}/${second}` : scope;
        needs.packages.add(pack);
        if (scope === "@meshmart") follow(fileOf(pack, name.slice(pack.length + 1)));
      }
    }
  };
  follow(entry);
  return needs;
}

/** The file behind "@meshmart/kit/serve", by the package's exports. */
function fileOf(pack: string, subpath: string): string {
  const { workspaces } = readJson<{ workspaces: string[] }>("package.json");
  const manifests = workspaces.map((folder) => ({ folder, ...readJson<Manifest>(join(folder, "package.json")) }));
  const found = manifests.find(({ name }) => name === pack);
  const target = found?.exports?.["./*"];
  const pattern = typeof target === "string" ? target : target?.default;
  if (!found || !pattern) throw new Error(`${pack} is no workspace, or exports nothing.`);
  return join(found.folder, pattern.replace("*", subpath));
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(join(root, file), "utf8")) as T;
}
