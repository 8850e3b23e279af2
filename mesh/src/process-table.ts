// What the operating system knows of our processes: children, memory, and whether a pid still belongs to this mesh.
// Linux answers from /proc, everything else from `ps`.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

const onLinux = existsSync("/proc/self/stat");

interface Row {
  pid: number;
  parent: number;
  residentBytes: number;
}

function table(): Row[] {
  if (!onLinux) {
    const out = execFileSync("ps", ["-axo", "pid=,ppid=,rss="], { encoding: "utf8", timeout: 5_000 });
    return out
      .trim()
      .split("\n")
      .map((line) => {
        const [pid = 0, parent = 0, kibibytes = 0] = line.trim().split(/\s+/).map(Number);
        return { pid, parent, residentBytes: kibibytes * 1024 };
      });
  }
  const rows: Row[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // "pid (any name) state parent ...": the name may hold spaces and brackets, so read from the last bracket on.
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      rows.push({ pid: Number(name), parent, residentBytes: 0 });
    } catch {
      // It ended while the table was read.
    }
  }
  return rows;
}

/** A process and all that descend from it. */
export function family(pid: number, rows: Row[] = table()): number[] {
  const members = [pid];
  // The list grows while it is walked: each member brings in its children.
  for (const member of members) for (const row of rows) if (row.parent === member) members.push(row.pid);
  return members;
}

/** Memory of each process with its descendants, in bytes. Pages that several share (PostgreSQL's buffers) count once in a sum. */
export function memoryOf(pids: number[]): Map<number, number> {
  const rows = table();
  const resident = new Map(rows.map((row) => [row.pid, row.residentBytes]));
  const one = (pid: number) => (onLinux ? proportionalBytes(pid) : (resident.get(pid) ?? 0));
  return new Map(pids.map((pid) => [pid, family(pid, rows).reduce((sum, member) => sum + one(member), 0)]));
}

function proportionalBytes(pid: number): number {
  try {
    const kibibytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0; // It ended, or belongs to another user.
  }
}

/** Whether the process lives. One that has ended and is not yet collected by its parent counts as gone. */
export function isAlive(pid: number): boolean {
  if (!onLinux) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EPERM";
    }
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return !"ZX".includes(stat.charAt(stat.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

/** Whether the process was started by the mesh of this folder: each carries MESH_DIR in its environment. */
export function belongsTo(pid: number, meshDir: string): boolean {
  const mark = `MESH_DIR=${meshDir}`;
  try {
    if (onLinux) return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(mark);
    const out = execFileSync("ps", ["eww", "-o", "command=", "-p", String(pid)], { encoding: "utf8", timeout: 5_000 });
    return `${out.trim()} `.includes(`${mark} `);
  } catch {
    return false;
  }
}
