// buf on the contract, or on a changed copy of it.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { git, root } from "./checkout.ts";

const CONTRACT = "gen/contract.binpb";
const TIMEOUT_MS = 120_000;

export interface Verdict {
  /** 0: nothing to say. */
  readonly code: number | null;
  readonly output: string;
}

export function buf(args: string[], cwd = root): Verdict {
  const options = { cwd, encoding: "utf8", timeout: TIMEOUT_MS } as const;
  const { status, stdout, stderr, error } = spawnSync(join(root, "node_modules/.bin/buf"), args, options);
  if (error) throw new Error(`buf ${args[0]} cannot be run: ${error.message}`, { cause: error });
  return { code: status, output: stdout + stderr };
}

/** Compares the contract under `folder` with an earlier one. */
export function breaking(against: Uint8Array, folder = root): Verdict {
  const temporary = mkdtempSync(join(tmpdir(), "contract-"));
  const file = join(temporary, "contract.binpb");
  writeFileSync(file, against);
  try {
    return buf(["breaking", "proto", "--against", file], folder);
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/** Compares a copy of the contract, with `change` made to one of its files, with the contract as it is. */
export function breakingAfter(file: string, change: (text: string) => string): Verdict {
  const copy = mkdtempSync(join(tmpdir(), "contract-"));
  try {
    for (const part of ["buf.yaml", "proto", "third_party"])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    const path = join(copy, "proto/meshmart", file);
    const before = readFileSync(path, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`The change of ${file} changes nothing: the contract has moved on.`);
    writeFileSync(path, after);
    return breaking(readFileSync(join(root, CONTRACT)), copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/**
 * The contract that clients already have. On a branch: main's, where the branch left it. On main: what HEAD has if the contract is
 * being changed right now, and otherwise what was there before the last change. Without that history, as in a clone of one commit,
 * HEAD's own: then only what is not committed yet can be found breaking, and `from` says so.
 */
export function lastContract(): { readonly image: Buffer; readonly from: string } {
  const head = commit("HEAD")!;
  for (const main of ["origin/main", "main"]) {
    const fork = commit(main) && attempt("merge-base", "HEAD", main);
    if (fork && fork !== head) return { image: imageAt(fork), from: `${main} at ${fork.slice(0, 7)}` };
  }
  if (attempt("status", "--porcelain", "--", CONTRACT)) return { image: imageAt(head), from: "HEAD" };
  const lastChange = attempt("log", "-1", "--first-parent", "--format=%H", "--", CONTRACT);
  const before = lastChange && commit(`${lastChange}^`);
  if (before) return { image: imageAt(before), from: `${before.slice(0, 7)}, before the last change` };
  return {
    image: imageAt(head),
    from: "HEAD itself, since this clone has no older one: fetch more history to compare",
  };
}

const imageAt = (where: string) => git("show", `${where}:${CONTRACT}`);
const commit = (name: string) => attempt("rev-parse", "--verify", "--quiet", `${name}^{commit}`);

function attempt(...args: string[]): string | undefined {
  try {
    return git(...args)
      .toString()
      .trim();
  } catch {
    return undefined; // No such branch or commit here: the next one is tried.
  }
}
