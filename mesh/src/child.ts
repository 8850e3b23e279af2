// One operating-system process. It leads a group of its own, so a Ctrl-C in the terminal reaches only the runner,
// which stops its children in order; and whatever a child leaves behind in its group ends with it.

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { family } from "./process-table.ts";

export interface ChildOptions {
  command: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Standard output and error are appended here by the child itself: they survive the runner and cost it nothing. */
  logFile: string;
  /** What asks this program to end in order. */
  stopSignal: NodeJS.Signals;
  uid?: number | undefined;
  gid?: number | undefined;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Why it could not be started at all. */
  error?: Error;
}

export class Child {
  /** 0 where it could not be started. */
  readonly pid: number;
  readonly startedAt = Date.now();
  readonly exited: Promise<Exit>;
  ended = false;
  #stopSignal: NodeJS.Signals;

  constructor(options: ChildOptions) {
    const [file = "", ...args] = options.command;
    const log = openSync(options.logFile, "a");
    let process: ChildProcess;
    try {
      process = spawn(file, args, {
        cwd: options.cwd,
        env: options.env,
        detached: true,
        stdio: ["ignore", log, log],
        ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.gid }),
      });
    } finally {
      closeSync(log);
    }
    this.pid = process.pid ?? 0;
    this.#stopSignal = options.stopSignal;
    this.exited = new Promise((resolve) => {
      const end = (exit: Exit) => {
        this.ended = true;
        signalGroup(this.pid, "SIGKILL");
        resolve(exit);
      };
      process.once("exit", (code, signal) => end({ code, signal }));
      process.once("error", (error) => end({ code: null, signal: null, error }));
    });
  }

  /** Sends the signal to the process and its group. */
  signal(signal: NodeJS.Signals): void {
    if (!this.ended) signalGroup(this.pid, signal);
  }

  /** Sends the signal to each descendant too, also those that left the group, as PostgreSQL's backends do. */
  signalFamily(signal: NodeJS.Signals): void {
    if (this.ended) return;
    for (const pid of family(this.pid)) signalOne(pid, signal);
  }

  /** Asks it to end, and kills it when it has not after the grace. Resolves once it is gone. */
  async terminate(graceMs: number): Promise<Exit> {
    this.signal(this.#stopSignal);
    this.signalFamily("SIGCONT"); // A paused process acts on no request to stop.
    const timer = setTimeout(() => this.signal("SIGKILL"), graceMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** "exit code 1", "signal SIGKILL", or why it could not start. */
export function describeExit(exit: Exit): string {
  if (exit.error) return exit.error.message;
  return exit.signal ? `signal ${exit.signal}` : `exit code ${exit.code}`;
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  if (leader) signalOne(-leader, signal);
}

function signalOne(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // It is gone already, which is what most signals are for.
  }
}
