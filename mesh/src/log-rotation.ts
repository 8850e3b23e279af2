// No log grows past 32 MB: a file that does is copied beside itself as `.1` and cut to nothing. Children append straight
// to the file, so it must stay the same file; lines written between the copy and the cut, a few milliseconds, are lost.

import { copyFileSync, readdirSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";

const LIMIT_BYTES = 32 * 1024 * 1024;
const CHECK_MS = 2_000;

/** Watches a folder's `.log` files until the returned function is called. */
export function rotateLogs(folder: string, limitBytes = LIMIT_BYTES, checkMs = CHECK_MS): () => void {
  const timer = setInterval(() => {
    for (const name of readdirSync(folder)) {
      if (!name.endsWith(".log")) continue;
      const file = join(folder, name);
      try {
        if (statSync(file).size < limitBytes) continue;
        copyFileSync(file, `${file}.1`);
        truncateSync(file);
      } catch {
        // Somebody removed it just now, or the disk is full: the next check tries again.
      }
    }
  }, checkMs);
  timer.unref();
  return () => clearInterval(timer);
}
