// The files of this checkout, as git knows them: committed, or new and not ignored.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

/** Runs git here and answers with what it printed; throws when git does. */
export function git(...args: string[]): Buffer {
  return execFileSync("git", args, { cwd: root, maxBuffer: 256 * 1024 * 1024, stdio: ["ignore", "pipe", "pipe"] });
}

/** Paths that match one of git's patterns; all without one. Names are relative to the root. */
export function files(...patterns: string[]): string[] {
  const listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...patterns).toString();
  // What is deleted and not yet committed is still listed.
  return listed.split("\0").filter((file) => file !== "" && existsSync(join(root, file)));
}

export function textOf(file: string): string {
  return readFileSync(join(root, file), "utf8");
}
