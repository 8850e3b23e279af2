// What tests stand on: the real PostgreSQL and NATS that vitest.config.ts starts, a database of its own for each file, and fakes over
// real gRPC. Whatever is opened here is closed after the file's last test. For tests only.
import type { DescMessage, DescService } from "@bufbuild/protobuf";
import { type Client, Code, ConnectError, createClient } from "@connectrpc/connect";
import type * as grpc from "@grpc/grpc-js";
import { type Mesh, startMesh } from "@meshmart/mesh/mesh";
import { createDatabase } from "@meshmart/mesh/servers";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { headers as natsHeaders } from "nats";
import { afterAll, inject } from "vitest";
import { connectBroker, type NatsConnection } from "./broker.ts";
import { CALLER_HEADER, GUEST_HEADER, TOKEN_HEADER } from "./caller.ts";
import { createChannel } from "./channel.ts";
import { type Database, openDatabase } from "./database.ts";
import { reasonOf } from "./errors.ts";
import { decodeEvent, type EncodedEvent, type ReceivedEvent, subjectOf } from "./events.ts";
import { createLogger, type Logger } from "./log.ts";
import { migrate } from "./migrate.ts";
import { createServer, listen, shutdown } from "./serve.ts";
import { ensureStream } from "./streams.ts";
import { createGrpcTransport } from "./transport.ts";

const cleanups: (() => unknown)[] = [];
afterAll(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Runs after the file's last test, latest first. */
export function atEnd(cleanup: () => unknown): void {
  cleanups.push(cleanup);
}

/** Says nothing unless LOG_LEVEL is set. */
export const testLog: Logger = createLogger("test", "test");
testLog.level = process.env.LOG_LEVEL ?? "silent";

export interface TestDatabase {
  /** As the service sees it: it may read and write rows. */
  readonly sql: Database;
  /** As the role that owns the tables. */
  readonly owner: Database;
  /** For a process that shall use it. */
  readonly env: { readonly DATABASE_URL: string; readonly MIGRATION_DATABASE_URL: string };
}

/** A new database; `modules` are migrated into it (migrate.ts). */
export async function openTestDatabase(modules: Record<string, string> = {}): Promise<TestDatabase> {
  const { databaseUrl, migrationDatabaseUrl } = await createDatabase(inject("adminDatabaseUrl"));
  if (Object.keys(modules).length > 0) await migrate(migrationDatabaseUrl, modules);
  const sql = openDatabase(databaseUrl);
  const owner = openDatabase(migrationDatabaseUrl, 4);
  atEnd(() => Promise.all([sql.end({ timeout: 1 }), owner.end({ timeout: 1 })]));
  return { sql, owner, env: { DATABASE_URL: databaseUrl, MIGRATION_DATABASE_URL: migrationDatabaseUrl } };
}

export async function openTestBroker(url = inject("natsUrl")): Promise<NatsConnection> {
  const broker = await connectBroker(url, "test", testLog);
  atEnd(() => broker.close());
  return broker;
}

/** A NATS server for one file alone: to stop it, or to have a service's durable consumers to oneself. */
export async function startOwnNats(): Promise<Mesh> {
  const mesh = await startMesh({ only: ["nats"] });
  atEnd(() => mesh.stop());
  return mesh;
}

/** Whom a client of a test calls as. */
export interface TestCaller {
  /** Mesh name of a service. */
  readonly service?: string;
  /** An access token (testing-tokens.ts). */
  readonly token?: string;
  readonly guestId?: string;
}

/** A typed client of the service at an address, that calls as `caller`: the mesh name of a service, or more. */
export function clientOf<S extends DescService>(
  service: S,
  address: string,
  caller: string | TestCaller = {},
): Client<S> {
  const client = createChannel("test", address);
  atEnd(() => client.close());
  const { service: name, token, guestId } = typeof caller === "string" ? { service: caller } : (caller as TestCaller);
  const headers = {
    ...(name !== undefined && { [CALLER_HEADER]: name }),
    ...(token !== undefined && { [TOKEN_HEADER]: `Bearer ${token}` }),
    ...(guestId !== undefined && { [GUEST_HEADER]: guestId }),
  };
  return createClient(service, createGrpcTransport({ client, headers }));
}

/** "OK", or the error reason that the call was refused with. */
export function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "OK",
    (error) => reasonOf(ConnectError.from(error)),
  );
}

/** Asks again as long as no answer comes in time, as a checkout does: on a busy machine hundreds of calls at once may take long. */
export async function untilKnown<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (ConnectError.from(error).code !== Code.DeadlineExceeded) throw error;
    }
  }
}

/** A gRPC server on a free port; answers with its address. */
export async function serveForTest(add: (server: grpc.Server) => void, port = 0): Promise<string> {
  const server = createServer();
  add(server);
  const bound = await listen(server, "127.0.0.1", port);
  atEnd(() => shutdown(server, 0));
  return `127.0.0.1:${bound}`;
}

/** Publishes as the relay does. `messageId` other than the event's id makes a copy that the broker does not recognise as one. */
export async function publishEvent(
  broker: NatsConnection,
  { eventId, subject, headers, payload }: EncodedEvent,
  messageId = eventId,
): Promise<void> {
  await ensureStream(await jetstreamManager(broker), subject.split(".")[0]!);
  const wire = natsHeaders();
  for (const [name, value] of Object.entries(headers)) wire.set(name, value);
  await jetstream(broker).publish(subject, payload, { msgID: messageId, headers: wire });
}

/** How many events of a domain the broker still holds for a durable consumer ("catalog-availability"), those under way included. */
export async function pendingEvents(broker: NatsConnection, domain: string, durable: string): Promise<number> {
  const consumer = await jetstream(broker).consumers.get(domain.toUpperCase(), durable);
  const { num_pending, num_ack_pending } = await consumer.info();
  return num_pending + num_ack_pending;
}

export interface CollectedEvent extends ReceivedEvent {
  readonly type: string;
  readonly subject: string;
  readonly headers: Record<string, string>;
}

/** Events of these types (of one domain) with this ordering key, in the stream's order, growing as they arrive. */
export async function collectEvents(
  broker: NatsConnection,
  schemas: readonly DescMessage[],
  key = "*",
): Promise<readonly CollectedEvent[]> {
  const collected: CollectedEvent[] = [];
  const stream = await ensureStream(await jetstreamManager(broker), subjectOf(schemas[0]!).split(".")[0]!);
  const filter_subjects = schemas.map((schema) => `${subjectOf(schema)}.${key}`);
  const consumer = await jetstream(broker).consumers.get(stream, { filter_subjects });
  const messages = await consumer.consume({
    callback({ subject, data, headers }) {
      const type = headers?.get("ce-type") ?? "";
      const schema = schemas.find(({ typeName }) => typeName === type);
      if (!schema) throw new Error(`An event of type "${type}" on ${subject} was not asked for.`);
      const names = headers?.keys() ?? [];
      collected.push({
        ...decodeEvent(schema, data, (name) => headers?.get(name) ?? ""),
        type: schema.name,
        subject,
        headers: Object.fromEntries(names.map((name) => [name, headers!.get(name)])),
      });
    },
  });
  atEnd(() => messages.close());
  return collected;
}
