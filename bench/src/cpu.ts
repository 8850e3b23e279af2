// The CPU time that processes have used: user and system, all threads. Ask before and after; the difference is what happened in
// between. A process counts with its descendants, the ended ones too: PostgreSQL works in a child for each connection.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

const onLinux = existsSync("/proc/self/stat");

interface Usage {
  readonly pid: number;
  readonly parent: number;
  readonly ms: number;
}

/** Milliseconds of CPU of each process of the list, in its order; 0 for one that is gone. Steps of 10 ms. */
export function cpuMsOf(pids: readonly number[]): number[] {
  const table = onLinux ? readProc() : readPs();
  const children = Map.groupBy(table.values(), ({ parent }) => parent);
  const sum = (pid: number): number =>
    (table.get(pid)?.ms ?? 0) + (children.get(pid) ?? []).reduce((total, child) => total + sum(child.pid), 0);
  return pids.map(sum);
}

let tickMs: number | undefined;

// proc_pid_stat(5): utime, stime, and the same of children that were waited for (cutime, cstime). Until a parent waits for it, an
// ended child is still in the table, so nothing is lost or counted twice.
function readProc(): Map<number, Usage> {
  tickMs ??= 1000 / Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8", timeout: 5_000 }));
  const table = new Map<number, Usage>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      // The second field, a name in brackets, may hold anything: what follows the last bracket is the third field and on.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const ticks = [11, 12, 13, 14].reduce((total, index) => total + Number(fields[index]), 0);
      table.set(Number(name), { pid: Number(name), parent: Number(fields[1]), ms: ticks * tickMs });
    } catch {
      // It ended while the table was read.
    }
  }
  return table;
}

// Without the ended children: macOS does not tell.
function readPs(): Map<number, Usage> {
  const out = execFileSync("ps", ["-axo", "pid=,ppid=,cputime="], { encoding: "utf8", timeout: 5_000 });
  const table = new Map<number, Usage>();
  for (const line of out.trim().split("\n")) {
    const [pid = "", parent = "", time = ""] = line.trim().split(/\s+/);
    table.set(Number(pid), { pid: Number(pid), parent: Number(parent), ms: parseClock(time) });
  }
  return table;
}

/** "1-02:03:04" or "3:04.56" in milliseconds. */
export function parseClock(text: string): number {
  const [clock = "", days = "0"] = text.split("-").reverse();
  const seconds = clock.split(":").reduce((total, part) => total * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000;
}
