// The running mesh as a test sees it: an address, its databases, and the ways to disturb it.
import { call } from "@meshmart/mesh/control";
import type { ProcessStatus } from "@meshmart/mesh/mesh";
import { openState } from "@meshmart/mesh/state";
import postgres from "postgres";
import { inject } from "vitest";

const state = openState(inject("meshDir"));

export const gatewayUrl = inject("gatewayUrl");

/** `kill` is kill -9; `restart` puts a new instance in place first; `pause` freezes. Names: "ordering-2", or "ordering" for all. */
export function disturb(verb: "kill" | "restart" | "pause" | "resume", name: string): Promise<unknown> {
  return call(state, verb, name);
}

export function processes(): Promise<ProcessStatus[]> {
  return call<ProcessStatus[]>(state, "ps");
}

/** Waits until every process is up and announced. */
export async function untilAllReady(timeoutMs = 40_000): Promise<void> {
  await until(
    async () => (await processes()).every(({ state }) => state === "ready"),
    timeoutMs,
    "every process is ready",
  );
}

/** Looks again until it is so; throws after the time, naming what did not come. */
export async function until(
  isSo: () => Promise<boolean>,
  timeoutMs: number,
  what: string | (() => string),
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadline)
      throw new Error(`Waited ${timeoutMs / 1000} s in vain until ${typeof what === "string" ? what : what()}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export type Sql = postgres.Sql<{ bigint: bigint }>;

/** A service's database, as its administrator. Close it with `end`. */
export function databaseOf(service: string): Sql {
  const url = new URL(inject("meshDatabaseUrl"));
  url.pathname = `/${service}`;
  return postgres(url.href, { max: 2, types: { bigint: postgres.BigInt }, onnotice: () => {} });
}

/** Runs `look` with the databases of these services open. */
export async function withDatabases<N extends string, T>(
  services: readonly N[],
  look: (databases: Record<N, Sql>) => Promise<T>,
): Promise<T> {
  const databases = Object.fromEntries(services.map((service) => [service, databaseOf(service)])) as Record<N, Sql>;
  try {
    return await look(databases);
  } finally {
    await Promise.all(services.map((service) => databases[service].end({ timeout: 5 })));
  }
}
