// Nothing outlives the mesh, even when the runner itself is killed. Each live process stands in the file `running`
// as "pid stop-signal name". A shell of one megabyte waits on a pipe from the runner; when the pipe breaks because the
// runner died, the shell stops what the file lists. The next start looks at the file too, for the case that both died.

import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { belongsTo, isAlive } from "./process-table.ts";
import { type State, writeWhole } from "./state.ts";

const GRACE_S = 10;

// An orderly stop removes the file before the pipe closes, so the shell then finds nothing to do.
const LAST_WILL = `
trap '' INT TERM HUP
cat > /dev/null
[ -f "$1" ] || exit 0
list=$(cat "$1")
echo "$list" | while read -r pid signal name; do kill -s "$signal" -- -$pid; kill -s CONT -- -$pid; done 2> /dev/null
second=0
while [ $second -lt ${GRACE_S} ]; do
  alive=$(echo "$list" | while read -r pid signal name; do kill -s 0 -- -$pid 2> /dev/null && echo $pid; done)
  [ -n "$alive" ] || exit 0
  sleep 1
  second=$((second + 1))
done
for pid in $alive; do kill -s KILL -- -$pid; done 2> /dev/null
`;

export class Running {
  #file: string;
  #lines = new Map<number, string>();
  #shell: ChildProcess;

  constructor(state: State) {
    this.#file = state.path("running");
    this.#shell = spawn("/bin/sh", ["-c", LAST_WILL, "meshmart-last-will", this.#file], {
      cwd: "/",
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    this.#shell.unref();
    (this.#shell.stdin as unknown as { unref(): void }).unref();
  }

  add(pid: number, stopSignal: NodeJS.Signals, name: string): void {
    this.#lines.set(pid, `${pid} ${stopSignal.replace("SIG", "")} ${name}\n`);
    this.#write();
  }

  remove(pid: number): void {
    this.#lines.delete(pid);
    this.#write();
  }

  /** Called when everything has ended: the last will is void. */
  close(): void {
    rmSync(this.#file, { force: true });
    this.#shell.stdin?.end();
  }

  #write(): void {
    writeWhole(this.#file, [...this.#lines.values()].join(""));
  }
}

/** Ends what an earlier mesh of this folder left running, and says what it was. A pid that is somebody else's now is left alone. */
export async function stopLeftovers(state: State): Promise<string[]> {
  let text: string;
  try {
    text = readFileSync(state.path("running"), "utf8");
  } catch {
    return []; // The last mesh ended in order.
  }
  const ours = text
    .trim()
    .split("\n")
    .map((line) => line.split(" "))
    .map(([pid, signal, name]) => ({ pid: Number(pid), signal: `SIG${signal}` as NodeJS.Signals, name: name ?? "" }))
    .filter(({ pid }) => pid > 1 && isAlive(pid) && belongsTo(pid, state.dir));

  for (const { pid, signal } of ours) signalGroup(pid, signal, "SIGCONT");
  const deadline = Date.now() + GRACE_S * 1_000;
  while (Date.now() < deadline && ours.some(({ pid }) => isAlive(pid))) await sleep(50);
  for (const { pid } of ours) if (isAlive(pid)) signalGroup(pid, "SIGKILL");
  while (ours.some(({ pid }) => isAlive(pid)) && Date.now() < deadline + 2_000) await sleep(20);
  rmSync(state.path("running"), { force: true });
  return ours.map(({ name }) => name);
}

function signalGroup(leader: number, ...signals: NodeJS.Signals[]): void {
  for (const signal of signals) {
    try {
      process.kill(-leader, signal);
    } catch {
      return; // It ended meanwhile.
    }
  }
}
