// `mesh ps`: one line for each process of the running mesh.

import { call } from "../control.ts";
import type { ProcessStatus } from "../running-mesh.ts";
import type { State } from "../state.ts";

export async function ps(state: State): Promise<number> {
  const statuses = await call<ProcessStatus[]>(state, "ps");
  const rows = [
    ["NAME", "INSTANCE", "STATE", "PID", "GRPC", "ADMIN", "RESTARTS", "UPTIME", "MEMORY"],
    ...statuses.map((status) => [
      status.name,
      status.instance,
      status.state,
      String(status.pid ?? "-"),
      status.address ?? "-",
      status.adminAddress ?? "-",
      String(status.restarts),
      uptime(status.uptimeMs),
      `${(status.memoryBytes / 2 ** 20).toFixed(0)} MB`,
    ]),
  ];
  console.log(columns(rows));
  return 0;
}

/** Lines of text, each column as wide as its widest cell. */
export function columns(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function uptime(ms: number): string {
  const total = Math.floor(ms / 1000);
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds} s` : `${seconds} s`;
}
