// `mesh logs`: the last lines of one service or of all in one story; with a trace id, everything that one request did in
// every service. Works with and without a running mesh, as logs are files.

import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { formatLine, type LogLine, lastLines, loggedProcesses, parseLine } from "../log-lines.ts";
import type { State } from "../state.ts";

const FOLLOW_MS = 200;
const CHUNK_BYTES = 1024 * 1024;

export async function logs(state: State, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      trace: { type: "string" },
      follow: { type: "boolean", short: "f", default: false },
      lines: { type: "string", short: "n" },
    },
  });
  const folder = state.path("logs");
  const [service] = positionals;
  const processes = loggedProcesses(folder, service);
  if (processes.length === 0 && !values.follow) {
    throw new Error(
      service
        ? `There is no log of "${service}" in ${folder}.`
        : `There are no logs in ${folder} yet. \`npm start\` first.`,
    );
  }
  // A trace is wanted whole; otherwise the last lines are.
  const limit = Number(values.lines ?? (values.trace ? 10_000 : 100));
  if (!Number.isInteger(limit) || limit < 1) throw new Error(`--lines ${values.lines}: give a whole number from 1.`);
  const passes = (line: LogLine) => !values.trace || line.traceId === values.trace;

  const ends = new Map(processes.map((process) => [process, sizeOf(join(folder, `${process}.log`))]));
  const found = (await Promise.all(processes.map((process) => lastLines(folder, process, limit, passes)))).flat();
  print(found.sort((a, b) => a.timeMs - b.timeMs).slice(-limit));
  if (values.trace && found.length === 0) console.error(`No log line carries the trace ${values.trace}.`);
  if (values.follow) await follow(folder, service, passes, ends);
  return 0;
}

/** Prints what is appended from these offsets on, until the command is interrupted. */
async function follow(
  folder: string,
  service: string | undefined,
  passes: (line: LogLine) => boolean,
  ends: Map<string, number>,
): Promise<never> {
  const unfinished = new Map<string, string>();
  for (;;) {
    const lines: LogLine[] = [];
    for (const process of loggedProcesses(folder, service)) {
      const { text, end } = readFrom(join(folder, `${process}.log`), ends.get(process) ?? 0);
      ends.set(process, end);
      const parts = ((unfinished.get(process) ?? "") + text).split("\n");
      unfinished.set(process, parts.pop() ?? "");
      lines.push(...parts.map((part) => parseLine(process, part, Date.now())).filter(passes));
    }
    print(lines.sort((a, b) => a.timeMs - b.timeMs));
    await sleep(FOLLOW_MS);
  }
}

function readFrom(file: string, offset: number): { text: string; end: number } {
  const size = sizeOf(file);
  const from = size < offset ? 0 : offset; // Shorter than before: it was rotated.
  if (size === from) return { text: "", end: from };
  const buffer = Buffer.alloc(Math.min(size - from, CHUNK_BYTES));
  const descriptor = openSync(file, "r");
  try {
    const read = readSync(descriptor, buffer, 0, buffer.length, from);
    // Whole lines only, unless one line fills the buffer: a character is never cut in two.
    const whole = buffer.lastIndexOf("\n", read) + 1 || read;
    return { text: buffer.toString("utf8", 0, whole), end: from + whole };
  } finally {
    closeSync(descriptor);
  }
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

function print(lines: LogLine[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.map(formatLine).join("\n")}\n`);
}
