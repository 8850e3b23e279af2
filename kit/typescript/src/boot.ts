// What every service's main begins with: configuration, log, database brought to its newest schema (for those that have one), broker.
// A start that fails ends the process with one sentence in the log that says what to do.
import { connectBroker, type NatsConnection } from "./broker.ts";
import { type Config, newInstanceId, readConfig, readDatabaseConfig } from "./config.ts";
import { type Database, openDatabase } from "./database.ts";
import { createLogger, type Logger } from "./log.ts";
import { migrate } from "./migrate.ts";
import { exitOnUncaught } from "./service.ts";

export interface Booted {
  readonly config: Config;
  readonly log: Logger;
  readonly sql: Database;
  readonly broker: NatsConnection;
}

/** For a service that keeps nothing in a database. */
export async function bootWithoutDatabase(service: string): Promise<Omit<Booted, "sql">> {
  const { config, log } = begin(service);
  return { config, log, broker: await connectBroker(config.natsUrl, config.instance, log) };
}

/** `modules` are migration folders by name (migrate.ts). */
export async function boot(service: string, modules: Record<string, string>): Promise<Booted> {
  const { config, log } = begin(service);
  const database = readDatabaseConfig();
  const [broker, applied] = await Promise.all([
    connectBroker(config.natsUrl, config.instance, log),
    migrate(database.migrationUrl, modules),
  ]);
  if (applied.length > 0) log.info({ applied }, "database migrated");
  return { config, log, sql: openDatabase(database.url), broker };
}

function begin(service: string): Pick<Booted, "config" | "log"> {
  const env = { INSTANCE_ID: newInstanceId(service), ...process.env };
  const log = createLogger(service, env.INSTANCE_ID);
  exitOnUncaught(log);
  return { config: readConfig(service, env), log };
}
