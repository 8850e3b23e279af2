// Publishes what the outbox holds, in commit order for each ordering key, at least once.
// A crash between the broker's acknowledgement and our mark publishes again: JetStream drops the copy within two minutes, consumers
// drop it at any time (consumer.ts). One instance relays at a time; while the broker is away rows wait.
import { jetstreamManager } from "@nats-io/jetstream";
import { Counter, Gauge } from "prom-client";
import type { NatsConnection } from "./broker.ts";
import { type Database, openSession } from "./database.ts";
import type { Logger } from "./log.ts";
import { createPublisher, type Publishable, type Publisher } from "./publisher.ts";
import { ensureStream } from "./streams.ts";

const BATCH = 500;
/** Rows that other instances committed are found within this time; our own at once, by `nudge`. */
const POLL_MS = 1_000;
/** Changes that follow each other closely are published together: a round costs about as much as its events, be they one or many. */
const GATHER_MS = 50;
/** For one event; with BATCH_MS less than IDLE_MS. */
const PUBLISH_TIMEOUT_MS = 3_000;
/** After which a batch sends no more of its events: what the broker has acknowledged by then is marked, the rest is the next batch's. */
const BATCH_MS = 1_000;
/** After which an instance that says nothing loses its turn; longer than POLL_MS. */
const IDLE_MS = 5_000;
const KEEP_DAYS = 7;
const PRUNE_EVERY_MS = 3_600_000;
const LOCK = 7_236_282;

const published = new Counter({ name: "outbox_published_total", help: "Events published." });
const failures = new Counter({
  name: "outbox_failures_total",
  help: "Rounds of the relay that failed and will be repeated.",
});
const backlog = new Gauge({
  name: "outbox_backlog",
  help: "Events that the last round left for the next one, at least.",
});

export interface Relay {
  /** Call after a commit that appended events. */
  nudge(): void;
  /** Publishes what is there, if it can, and stops. */
  stop(): Promise<void>;
}

export function startRelay(options: { sql: Database; broker: NatsConnection; domain: string; log: Logger }): Relay {
  const { sql, broker, domain, log } = options;
  const session = openSession(sql, IDLE_MS);
  const publisher = createPublisher(broker, PUBLISH_TIMEOUT_MS);
  let streamReady = false;
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let nudged = false;
  let prunedAt = Date.now();

  /** Answers when to look again. */
  const round = async (): Promise<number> => {
    try {
      if (!streamReady) await ensureStream(await jetstreamManager(broker), domain);
      streamReady = true;
      nudged = false;
      for (let left = 1; left > 0; backlog.set(left)) {
        const found = await relayBatch(session, publisher);
        if (found === "busy") return GATHER_MS;
        left = found;
      }
      if (Date.now() - prunedAt > PRUNE_EVERY_MS) {
        prunedAt = Date.now();
        await prune(sql);
      }
    } catch (error) {
      failures.inc();
      streamReady = false;
      nudged = false;
      if (!stopping)
        log.warn({ err: error }, "events could not be published; they stay in the outbox and are tried again");
    }
    return POLL_MS;
  };
  const run = () => {
    clearTimeout(timer);
    timer = undefined;
    running = round().then((pauseMs) => {
      running = undefined;
      if (!stopping) schedule(nudged ? GATHER_MS : pauseMs);
    });
  };
  let dueAt = 0;
  const schedule = (delayMs: number) => {
    const due = Date.now() + delayMs;
    if (timer && dueAt <= due) return;
    clearTimeout(timer);
    dueAt = due;
    timer = setTimeout(run, delayMs);
  };
  schedule(0);
  return {
    nudge() {
      if (running) nudged = true;
      else if (!stopping) schedule(GATHER_MS);
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await running;
      await round();
      publisher.close();
      await session.end({ timeout: 1 });
    },
  };
}

/** Publishes up to one batch, and answers how many events are left, at least; "busy" while another instance publishes. */
async function relayBatch(session: Database, publisher: Publisher): Promise<number | "busy"> {
  // A lock of the session: it ends with its connection, and there is no transaction to keep open while the broker answers.
  const [first, ...others] = await session<({ ours: boolean | null } & (Publishable | { id: null }))[]>`
    select turn.ours, event.* from (
      select case when exists (select from outbox where published_at is null) then pg_try_advisory_lock(${LOCK}) end as ours
    ) as turn left join lateral (
      select id, event_id, subject, headers, payload from outbox where turn.ours and published_at is null order by id limit ${BATCH}
    ) as event on true`;
  if (!first || first.ours === null) return 0;
  if (!first.ours) return "busy";
  const rows = [first, ...others].filter((row) => row.id !== null);
  const acknowledged: bigint[] = [];
  const until = Date.now() + BATCH_MS;
  let failure: Error | undefined;
  for (const wave of waves(rows)) {
    const result = await publisher.publish(wave);
    acknowledged.push(...result.acknowledged);
    published.inc(result.acknowledged.length);
    failure = result.failure;
    if (failure || Date.now() > until) break;
  }
  // In one go, and in this order: what was acknowledged is marked, also when something else was not, and then others may look.
  await Promise.all([mark(session, acknowledged), session`select pg_advisory_unlock(${LOCK})`]);
  if (failure) throw failure;
  // Of a full batch nobody has looked yet whether there is more behind it.
  return rows.length - acknowledged.length || (rows.length === BATCH ? 1 : 0);
}

/** Splits rows so that an event is sent only once the earlier ones of its key are acknowledged: a refused one is never overtaken. */
export function waves<R extends { readonly subject: string }>(rows: readonly R[]): R[][] {
  const result: R[][] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const key = row.subject.slice(row.subject.lastIndexOf(".") + 1);
    const wave = seen.get(key) ?? 0;
    seen.set(key, wave + 1);
    if (wave === result.length) result.push([]);
    result[wave]!.push(row);
  }
  return result;
}

async function mark(sql: Database, ids: bigint[]): Promise<void> {
  if (ids.length > 0) await sql`update outbox set published_at = now() where id = any(${ids.map(String)}::bigint[])`;
}

async function prune(sql: Database): Promise<void> {
  await sql`delete from outbox where published_at < now() - make_interval(days => ${KEEP_DAYS})`;
  await sql`delete from inbox where received_at < now() - make_interval(days => ${KEEP_DAYS * 2})`;
}
