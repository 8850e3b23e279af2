// Where one mesh keeps what it must find again at the next start: ports, passwords, data, logs.
// Everything lies under one folder (`.mesh/` of the checkout, or MESH_DIR), so meshes with different folders never meet.
// Each file is replaced whole by a rename: a crash leaves the old one or the new one, never half of one.

import { createHash, randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The checkout that this runner belongs to. */
export const root = resolve(import.meta.dirname, "../..");

/** What setup.mjs installs and builds for every mesh of the checkout: the Python packages' programs, our Go programs. */
export const toolchain = join(root, ".mesh");

/** The folder of the mesh that the command line means. */
export const defaultDir = resolve(process.env.MESH_DIR ?? toolchain);

export interface State {
  dir: string;
  /** Eight characters that tell this folder from any other; for names outside of it. */
  id: string;
  path(...parts: string[]): string;
  logFile(process: string): string;
  /** The value kept under this name in the file, made once by `make`. */
  kept<T>(file: "ports.json" | "secrets.json", name: string, make: () => T): T;
  keep(file: "ports.json" | "secrets.json", name: string, value: unknown): void;
  /** A random password, made once and kept in secrets.json, which only this user can read. */
  secret(name: string): string;
  /** Path of the control socket. Socket paths may have some 100 bytes, so a deep checkout's lies in the temp folder. */
  socket: string;
}

export function openState(folder = defaultDir): State {
  const dir = resolve(folder);
  mkdirSync(join(dir, "logs"), { recursive: true, mode: 0o700 });
  // PostgreSQL may run as another user and must reach its data below; only listing this folder stays ours.
  chmodSync(dir, (statSync(dir).mode & 0o777) | 0o011);

  const path = (...parts: string[]) => join(dir, ...parts);
  const id = createHash("sha256").update(dir).digest("hex").slice(0, 8);
  const near = path("control.sock");

  const keep: State["keep"] = (file, name, value) => {
    writeWhole(path(file), `${JSON.stringify({ ...readJson(path(file)), [name]: value }, null, 2)}\n`);
  };
  const kept: State["kept"] = (file, name, make) => {
    const values = readJson(path(file));
    if (name in values) return values[name] as ReturnType<typeof make>;
    const value = make();
    keep(file, name, value);
    return value;
  };
  return {
    dir,
    id,
    path,
    logFile: (process) => path("logs", `${process}.log`),
    kept,
    keep,
    secret: (name) => kept("secrets.json", name, () => randomBytes(24).toString("base64url")),
    socket: Buffer.byteLength(near) <= 100 ? near : join(tmpdir(), `meshmart-${id}.sock`),
  };
}

/** Replaces a file in one step; readable by this user alone. */
export function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function readJson(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return {}; // The first start: nothing is kept yet.
  }
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new Error(`${path} is not valid JSON any more. Mend it, or delete it together with the data beside it.`, {
      cause,
    });
  }
}
