// One start of a process, under an id of its own: watched until it is ready, has ended, or takes too long.

import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Child, describeExit } from "./child.ts";
import type { Runnable } from "./runnable.ts";

const READY_TIMEOUT_MS = 60_000;
export const TIMED_OUT = `was not ready after ${READY_TIMEOUT_MS / 1000} s`;

export class Instance {
  readonly id: string;
  readonly child: Child;
  /** 0 until it has become ready. */
  readyAt = 0;
  #runnable: Runnable;

  constructor(runnable: Runnable, cwd: string, logFile: string) {
    this.id = `${runnable.service}-${randomBytes(4).toString("hex")}`;
    const { command, uid, gid, stopSignal } = runnable;
    this.child = new Child({ command, uid, gid, stopSignal, cwd, env: runnable.env(this.id), logFile });
    this.#runnable = runnable;
  }

  /** Waits for it: "ready", or the second half of a sentence on what it did instead. */
  async comesUp(closing: AbortSignal): Promise<string> {
    const waiting = new AbortController();
    const signal = AbortSignal.any([waiting.signal, closing]);
    const outcomes = [
      this.#runnable.ready(this.id, signal).then(() => "ready"),
      this.child.exited.then((exit) => `stopped with ${describeExit(exit)}`),
      sleep(READY_TIMEOUT_MS, TIMED_OUT, { signal, ref: false }),
    ];
    try {
      return await Promise.race(outcomes);
    } catch (error) {
      if (closing.aborted) return "was stopped";
      throw error;
    } finally {
      waiting.abort();
      for (const outcome of outcomes) outcome.catch(() => {}); // The losers of the race end by the abort.
    }
  }
}
