// A process's configuration: read once from the environment, complete or refused with a sentence that names the variable.
import { randomBytes } from "node:crypto";
import { networkInterfaces } from "node:os";

export interface Config {
  /** Mesh name: "catalog". */
  readonly service: string;
  /** Unique to this run of the process: "catalog-1a2b3c4d". */
  readonly instance: string;
  /** Address that servers bind to. */
  readonly host: string;
  /** Address that others reach this process at. */
  readonly advertiseHost: string;
  /** gRPC port; 0 takes a free one. */
  readonly port: number;
  /** HTTP port of /metrics and /healthz; 0 takes a free one. */
  readonly adminPort: number;
  readonly natsUrl: string;
}

export interface DatabaseConfig {
  /** The service's own database, as a role that reads and writes rows. */
  readonly url: string;
  /** The same database as the role that owns its tables: for migrations only. */
  readonly migrationUrl: string;
}

type Environment = Record<string, string | undefined>;

/** Reads what every process needs. Throws an Error whose message says which variable to set. */
export function readConfig(service: string, env: Environment = process.env): Config {
  const host = env.HOST ?? "127.0.0.1";
  return {
    service,
    instance: env.INSTANCE_ID ?? newInstanceId(service),
    host,
    advertiseHost: env.ADVERTISE_HOST ?? (host === "0.0.0.0" ? ownAddress() : host),
    port: readPort(env, "PORT", 0),
    adminPort: readPort(env, "ADMIN_PORT", 0),
    natsUrl: required(env, "NATS_URL", "nats://127.0.0.1:4222"),
  };
}

export function newInstanceId(service: string): string {
  return `${service}-${randomBytes(4).toString("hex")}`;
}

export function readDatabaseConfig(env: Environment = process.env): DatabaseConfig {
  const url = required(env, "DATABASE_URL", "postgres://user:password@127.0.0.1:5432/database");
  return { url, migrationUrl: env.MIGRATION_DATABASE_URL ?? url };
}

export function readPort(env: Environment, name: string, byDefault: number): number {
  const port = Number(env[name] ?? byDefault);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`${name} must be a port from 0 to 65535, not "${env[name]}".`);
  }
  return port;
}

/** The machine's own address, for a process that listens on all of them. xDS clients take addresses only, no names. */
function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  const address = addresses.find(({ internal, family }) => !internal && family === "IPv4")?.address;
  if (!address) throw new Error("HOST is 0.0.0.0 and the machine has no IPv4 address of its own. Set ADVERTISE_HOST.");
  return address;
}

function required(env: Environment, name: string, example: string): string {
  const value = env[name];
  if (!value) throw new Error(`Set ${name}, for example ${name}=${example} (npm start sets it for you).`);
  return value;
}
