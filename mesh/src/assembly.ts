// Turns the list of processes into what the supervisor can run: commands, environments, databases, and when each is ready.
// Servers of the user's own (NATS_URL, DATABASE_URL) take the place of those in the list.

import { setTimeout as sleep } from "node:timers/promises";
import { commandOf, environmentOf, type Surroundings, writeXdsBootstrap } from "./environment.ts";
import { natsServer, waitForNats } from "./nats.ts";
import { keptPort } from "./ports.ts";
import { postgresServer, waitForPostgres } from "./postgres.ts";
import { isSingle, type Named } from "./processes.ts";
import { type DatabaseUrls, databaseUrls, type Grants, provision } from "./provision.ts";
import { type Announcement, Registry } from "./registry.ts";
import type { Runnable } from "./runnable.ts";
import type { State } from "./state.ts";

const REGISTRY_POLL_MS = 50;
const OWN_SERVER_TIMEOUT_MS = 10_000;

export interface AssemblyOptions {
  gatewayPort: number;
  natsUrl?: string | undefined;
  databaseUrl?: string | undefined;
  env?: Record<string, string> | undefined;
  progress?: ((name: string, elapsedMs: number) => void) | undefined;
}

export interface Assembly {
  runnables: Runnable[];
  natsUrl: string;
  adminUrl: string;
  grants: Grants;
  /** What an instance announces now. */
  find(service: string, instance: string): Promise<Announcement | undefined>;
  close(): Promise<void>;
}

export async function assemble(state: State, selection: Named[], options: AssemblyOptions): Promise<Assembly> {
  const natsUrl = options.natsUrl ?? process.env.NATS_URL;
  const databaseUrl = options.databaseUrl ?? process.env.DATABASE_URL;
  const nats = natsUrl ? { url: natsUrl, command: undefined } : await natsServer(state);
  const postgres = databaseUrl ? undefined : await postgresServer(state);
  const adminUrl = databaseUrl ?? postgres?.adminUrl ?? "";
  const discoveryPort = await keptPort(state, "discovery");
  writeXdsBootstrap(state, discoveryPort);

  const names = [...new Set(selection.filter(({ spec }) => spec.database).map(({ spec }) => spec.name))];
  const grants: Grants = { password: state.secret, ownServer: !databaseUrl };
  const surroundings: Surroundings = {
    state,
    natsUrl: nats.url,
    discoveryPort,
    gatewayPort: options.gatewayPort,
    extra: options.env ?? {},
  };

  let registry: Registry | undefined;
  const openRegistry = async () => {
    registry ??= await Registry.open(nats.url);
  };
  let provisioned = false;
  const provisionOnce = async () => {
    if (provisioned || names.length === 0) return;
    const startedAt = Date.now();
    await provision(adminUrl, names, grants);
    provisioned = true;
    options.progress?.("databases", Date.now() - startedAt);
  };
  const announced = async (service: string, instance: string, signal: AbortSignal) => {
    while (!(await registry?.find(service, instance))) await sleep(REGISTRY_POLL_MS, undefined, { signal });
  };

  const runnableOf = ({ name, spec }: Named): Runnable => {
    const database: DatabaseUrls | undefined = spec.database
      ? databaseUrls(adminUrl, spec.name, grants, postgres?.socketFolder)
      : undefined;
    const common = {
      name,
      service: spec.name,
      layer: spec.layer,
      needs: spec.needs,
      env: (instanceId: string) => environmentOf(spec, instanceId, surroundings, database),
      sideBySide: !isSingle(spec),
    };
    if (spec.name === "nats" && nats.command) {
      const ready = async (_: string, signal: AbortSignal) => {
        await waitForNats(nats.url, signal);
        await openRegistry();
      };
      return { ...common, command: nats.command, stopSignal: "SIGTERM", ready };
    }
    if (spec.name === "postgres" && postgres) {
      const { command, prepare, account } = postgres;
      const ready = async (_: string, signal: AbortSignal) => {
        await waitForPostgres(adminUrl, signal);
        await provisionOnce();
      };
      // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave.
      return { ...common, command, prepare, ready, uid: account?.uid, gid: account?.gid, stopSignal: "SIGINT" };
    }
    const ready = (instance: string, signal: AbortSignal) => announced(spec.name, instance, signal);
    return { ...common, command: commandOf(spec), stopSignal: "SIGTERM", ready };
  };

  const isOwn = ({ spec }: Named) => (spec.name === "nats" && !!natsUrl) || (spec.name === "postgres" && !!databaseUrl);
  if (natsUrl) await reach("NATS_URL", natsUrl, (signal) => waitForNats(natsUrl, signal).then(openRegistry));
  if (databaseUrl && names.length > 0) {
    await reach("DATABASE_URL", databaseUrl, (signal) => waitForPostgres(databaseUrl, signal));
    await provisionOnce();
  }
  return {
    runnables: selection.filter((named) => !isOwn(named)).map(runnableOf),
    natsUrl: nats.url,
    adminUrl,
    grants,
    find: async (service, instance) => await registry?.find(service, instance),
    close: async () => await registry?.close(),
  };
}

async function reach(variable: string, url: string, wait: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  try {
    await wait(AbortSignal.timeout(OWN_SERVER_TIMEOUT_MS));
  } catch (cause) {
    const { host } = new URL(url);
    throw new Error(
      `${variable} points at ${host}, which gave no answer in ${OWN_SERVER_TIMEOUT_MS / 1000} s. ` +
        "Start that server, or unset the variable to use the one that comes with Meshmart.",
      { cause },
    );
  }
}
