// The files of the built web app, looked up on the disk at each request: a new build is served at once. Nothing outside of the folder is
// found, and nothing whose name begins with a dot. A twin that the build has packed (`x.js.br`, `x.js.gz`) goes to whoever can unpack it.
import { type FileHandle, open } from "node:fs/promises";
import { extname, join } from "node:path";
import { accepts } from "./encodings.ts";

export interface WebFile {
  /** To be closed by whoever asked for the file. */
  readonly handle: FileHandle;
  readonly bytes: number;
  /** Its type, encoding and validator. */
  readonly headers: Readonly<Record<string, string>> & { readonly etag: string };
}

// Names of letters, digits and "-_." only: no "..", no encoded slash, no hidden file.
const PATH = /^(\/[\w-][\w.-]*)+$/;
const TWINS = [
  { suffix: ".br", encoding: "br" },
  { suffix: ".gz", encoding: "gzip" },
] as const;
const TYPES: Readonly<Record<string, string>> = {
  ".avif": "image/avif",
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

/** Undefined where there is no such file. */
export async function openWebFile(
  root: string,
  path: string,
  acceptEncoding: string | string[] | undefined,
): Promise<WebFile | undefined> {
  if (!PATH.test(path)) return undefined;
  const type = { "content-type": TYPES[extname(path)] ?? "application/octet-stream", vary: "accept-encoding" };
  for (const { suffix, encoding } of TWINS) {
    if (!accepts(acceptEncoding, encoding)) continue;
    const twin = await openOne(join(root, path + suffix), { ...type, "content-encoding": encoding }, suffix);
    if (twin) return twin;
  }
  return openOne(join(root, path), type, "");
}

async function openOne(file: string, type: Record<string, string>, suffix: string): Promise<WebFile | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const stat = await handle.stat();
    if (stat.isFile()) {
      const etag = `W/"${stat.size.toString(36)}-${stat.mtime.getTime().toString(36)}${suffix}"`;
      return { handle, bytes: stat.size, headers: { ...type, etag } };
    }
  } catch (error) {
    await handle?.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG") return undefined;
    throw error;
  }
  await handle.close();
  return undefined;
}
