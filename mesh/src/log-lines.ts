// Reads the processes' logs: JSON lines of our services, plain lines of NATS and PostgreSQL. Lines of all processes merge
// into one story by their time; a plain line without a time stays beside the line before it.

import { createReadStream, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface LogLine {
  process: string;
  timeMs: number;
  level: string;
  message: string;
  traceId: string;
  /** The other fields of a JSON line. */
  fields: Record<string, unknown>;
}

/** "2026-11-23 10:11:12.123 UTC" of PostgreSQL, "[12] 2026/11/23 10:11:12.123456" of NATS; both are set to UTC. */
const PLAIN_TIME = /^(?:\[\d+\] )?(\d{4})[-/](\d\d)[-/](\d\d) (\d\d:\d\d:\d\d\.\d{3})/;

/** One line, with the time of the line before it where it has none of its own. */
export function parseLine(process: string, text: string, previousMs: number): LogLine {
  if (text.startsWith("{")) {
    try {
      const { level, time, msg, traceId, service: _service, ...fields } = JSON.parse(text) as Record<string, unknown>;
      const timeMs = typeof time === "number" ? time : Date.parse(String(time));
      return {
        process,
        timeMs: Number.isNaN(timeMs) ? previousMs : timeMs,
        level: String(level ?? "info"),
        message: String(msg ?? ""),
        traceId: String(traceId ?? ""),
        fields,
      };
    } catch {
      // A line that was cut off, or no JSON after all: shown as it is.
    }
  }
  const [, year, month, day, clock] = PLAIN_TIME.exec(text) ?? [];
  const timeMs = year ? Date.parse(`${year}-${month}-${day}T${clock}Z`) : previousMs;
  return { process, timeMs, level: "", message: text, traceId: "", fields: {} };
}

/** The names of the processes that have a log in the folder, of one service or of all. */
export function loggedProcesses(folder: string, service?: string): string[] {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(".log"))
    .map((file) => file.slice(0, -".log".length));
  const pattern = service && new RegExp(`^${service.replaceAll(/[^a-z0-9-]/g, "")}(-\\d+)?$`);
  return names.filter((name) => !pattern || pattern.test(name));
}

/** The last lines of a process that pass, the rotated file included; never holds more than `limit`. */
export async function lastLines(
  folder: string,
  process: string,
  limit: number,
  passes: (line: LogLine) => boolean,
): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  let previousMs = 0;
  for (const file of [join(folder, `${process}.log.1`), join(folder, `${process}.log`)]) {
    if (!existsSync(file)) continue;
    for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      const line = parseLine(process, text, previousMs);
      previousMs = line.timeMs;
      if (!passes(line)) continue;
      lines.push(line);
      if (lines.length > 2 * limit) lines.splice(0, limit);
    }
  }
  return lines.slice(-limit);
}

/** "10:11:12.123 catalog     info  the message  key=value  trace=..."; of an error the message, as its stack is in the file. */
export function formatLine({ process, timeMs, level, message, traceId, fields }: LogLine): string {
  const time = timeMs ? new Date(timeMs).toISOString().slice(11, 23) : "            ";
  const rest = Object.entries(fields).map(([key, value]) => `${key}=${formatValue(value)}`);
  if (traceId) rest.push(`trace=${traceId}`);
  return [time, process.padEnd(11), level.padEnd(5), [message, ...rest].join("  ")].join(" ").trimEnd();
}

function formatValue(value: unknown): string {
  const { message } = (value ?? {}) as { message?: unknown };
  return typeof message === "string" ? message : typeof value === "string" ? value : JSON.stringify(value);
}
