// Keeps one process of the mesh running. What dies is started again, at once the first time and with a growing pause when
// it keeps dying; a restart on demand brings the new instance up before the old one is asked to leave.

import { setTimeout as sleep } from "node:timers/promises";
import { type Child, describeExit } from "./child.ts";
import { Instance, TIMED_OUT } from "./instance.ts";
import type { Runnable } from "./runnable.ts";
import type { Running } from "./running.ts";

const STOP_GRACE_MS = 15_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Who has been ready for this long has recovered: its next death counts as the first again. */
const RECOVERED_MS = 3_000;
const ATTEMPTS_TO_START = 5;

export type SlotState = "waiting" | "starting" | "ready" | "restarting" | "paused" | "stopping" | "stopped";

/** The process did not come up; the message is one sentence for the console. */
export class StartError extends Error {}

export interface SlotSurroundings {
  cwd: string;
  logFile(name: string): string;
  running: Running;
  report(line: string): void;
}

export class Slot {
  state: SlotState = "waiting";
  restarts = 0;
  current: Instance | undefined;
  readonly runnable: Runnable;
  #around: SlotSurroundings;
  #live = new Set<Child>();
  #deaths = 0;
  #closing = new AbortController();
  // Restart and revival take turns, so one slot never ends up with two instances.
  #turn: Promise<unknown> = Promise.resolve();

  constructor(runnable: Runnable, around: SlotSurroundings) {
    this.runnable = runnable;
    this.#around = around;
  }

  get name(): string {
    return this.runnable.name;
  }

  /** Resolves once it is ready. Rejects with a StartError when it does not come up. */
  async start(): Promise<void> {
    this.state = "starting";
    await this.#inTurn(() => this.#bringUp(ATTEMPTS_TO_START));
  }

  /** Puts a new instance in the place of the current one; without a gap where two can run side by side. */
  async restart(): Promise<void> {
    await this.#inTurn(async () => {
      const old = this.current;
      if (!this.runnable.sideBySide || !old) {
        this.state = "restarting";
        this.current = undefined;
        await old?.child.terminate(STOP_GRACE_MS);
        await this.#bringUp(Number.POSITIVE_INFINITY);
      } else {
        const next = await this.#launch();
        const outcome = await next.comesUp(this.#closing.signal);
        if (outcome !== "ready") {
          await next.child.terminate(0);
          throw new StartError(`The new ${this.name} ${outcome}, so the old one stays. Its log: ${this.#log}`);
        }
        this.#adopt(next);
        await old.child.terminate(STOP_GRACE_MS);
      }
      this.restarts++;
    });
  }

  /** Sends a signal. After SIGKILL the promise waits until the process is gone. */
  async signal(signal: NodeJS.Signals): Promise<void> {
    const child = this.current?.child;
    if (!child || child.ended)
      throw new Error(`${this.name} is not running at the moment: there is nothing to signal.`);
    if (signal === "SIGSTOP" || signal === "SIGCONT") {
      child.signalFamily(signal);
      if (this.state === "ready" || this.state === "paused") this.state = signal === "SIGSTOP" ? "paused" : "ready";
    } else child.signal(signal);
    if (signal === "SIGKILL") await child.exited;
  }

  /** Ends it for good, and whatever was being started for it. */
  async stop(): Promise<void> {
    this.state = "stopping";
    this.#closing.abort();
    await Promise.all([...this.#live].map((child) => child.terminate(STOP_GRACE_MS)));
    await this.#turn; // What was preparing a launch sees the abort and gives up.
    this.state = "stopped";
  }

  /** Ends it without asking. */
  async kill(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#live].map((child) => child.terminate(0)));
  }

  async #bringUp(attempts: number): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const instance = await this.#launch();
      this.current = instance;
      const outcome = await instance.comesUp(this.#closing.signal);
      if (outcome === "ready") return this.#adopt(instance);
      if (this.#closing.signal.aborted) throw new StartError(`${this.name} was stopped before it was ready.`);
      await instance.child.terminate(0);
      if (attempt >= attempts || (outcome === TIMED_OUT && attempts !== Number.POSITIVE_INFINITY)) {
        const times = outcome === TIMED_OUT ? "" : ` ${attempt} times`;
        throw new StartError(`${this.name} did not start: it ${outcome}${times}. Its log says why: ${this.#log}`);
      }
      if (attempt === 1 && attempts === Number.POSITIVE_INFINITY) {
        this.#around.report(`${this.name} ${outcome}. Trying on. Its log says why: ${this.#log}`);
      }
      await this.#pause();
    }
  }

  async #launch(): Promise<Instance> {
    await this.runnable.prepare?.();
    if (this.#closing.signal.aborted) throw new StartError(`${this.name} was stopped before it was ready.`);
    const instance = new Instance(this.runnable, this.#around.cwd, this.#log);
    const { child } = instance;
    const { running } = this.#around;
    this.#live.add(child);
    if (child.pid) running.add(child.pid, this.runnable.stopSignal, this.name);
    void child.exited.then(() => {
      this.#live.delete(child);
      if (child.pid) running.remove(child.pid);
      // One that dies before it is ready is the business of whoever brings it up.
      if (instance.readyAt) this.#afterDeath(instance);
    });
    return instance;
  }

  #adopt(instance: Instance): void {
    instance.readyAt = Date.now();
    this.current = instance;
    this.state = "ready";
    if (instance.child.ended) this.#afterDeath(instance);
  }

  #afterDeath(instance: Instance): void {
    void this.#inTurn(async () => {
      if (this.current !== instance || this.#closing.signal.aborted) return; // Replaced or stopped on purpose.
      this.state = "restarting";
      this.restarts++;
      if (Date.now() - instance.readyAt > RECOVERED_MS) this.#deaths = 0;
      this.#around.report(`${this.name} stopped (${describeExit(await instance.child.exited)}). Starting it again.`);
      if (this.#deaths > 0) await this.#pause();
      else this.#deaths = 1;
      const startedAt = Date.now();
      await this.#bringUp(Number.POSITIVE_INFINITY);
      this.#around.report(`${this.name} is back after ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
    }).catch((error: Error) => {
      if (!this.#closing.signal.aborted) this.#around.report(`${this.name} cannot be started again: ${error.message}`);
    });
  }

  async #pause(): Promise<void> {
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#deaths++, LONGEST_PAUSE_MS);
    await sleep(pauseMs, undefined, { signal: this.#closing.signal });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  get #log(): string {
    return this.#around.logFile(this.name);
  }
}
