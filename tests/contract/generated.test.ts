// The code under gen/ is what proto/ generates today, byte by byte.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect, it } from "vitest";
import { generate } from "../../tools/generate.ts";
import { root } from "./checkout.ts";

/** Written by hand. */
const OURS = new Set(["package.json"]);

it("generated code is current", { timeout: 600_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "generated-"));
  try {
    generate(folder);
    const fresh = contentsOf(join(folder, "gen"));
    const committed = contentsOf(join(root, "gen"));
    const names = [...new Set([...fresh.keys(), ...committed.keys()])].sort();
    const stale = names.filter((name) => !isSame(fresh.get(name), committed.get(name)));
    expect(stale, "npm run generate mends it").toEqual([]);
    expect(fresh.size).toBeGreaterThan(50);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const isSame = (a: Buffer | undefined, b: Buffer | undefined) => a !== undefined && b !== undefined && a.equals(b);

function contentsOf(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.endsWith("__pycache__"));
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const named = paths.map((path) => [relative(folder, path), readFileSync(path)] as const);
  return new Map(named.filter(([name]) => !OURS.has(name)));
}
