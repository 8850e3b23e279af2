// The SQL of sagas. Every write names its owner: an instance that lost its lease changes nothing.
import type { Fragment, PendingQuery } from "postgres";
import { createBatcher } from "./batcher.ts";
import { type CallContext, currentCall, withCall } from "./call-context.ts";
import type { Database, Queryable } from "./database.ts";
import type { AnySaga, EndedSaga, SagaRow, SagaState } from "./saga.ts";
import { traceparentOf } from "./trace.ts";

/** Longer than any step may take (saga-runner.ts), so that an owner at work is not robbed. */
export const LEASE_MS = 6_000;
const MAX_BATCH = 100;

interface StoredRow {
  readonly saga_id: string;
  readonly kind: string;
  readonly state: SagaState;
  readonly data: Record<string, unknown>;
  readonly steps: SagaRow["steps"];
  readonly reason: string | null;
  readonly attempts: number;
  readonly cancel_requested: boolean;
  readonly traceparent: string | null;
}

/** A saga before its first transaction, with its first step about to be tried. */
export function newSaga({ kind, steps }: AnySaga, sagaId: string, data: object, now: Date): SagaRow {
  const call = currentCall();
  return {
    sagaId,
    kind,
    state: "RUNNING",
    data: data as Record<string, unknown>,
    steps: [{ name: steps[0]!.name, state: "STARTED", at: now.toISOString() }],
    reason: undefined,
    attempts: 0,
    cancelRequested: false,
    traceparent: call && traceparentOf(call.trace),
  };
}

/** Inserts sagas that `owner` runs. Awaited, or as a part of another statement; `among` keeps those whose id its query finds. */
export function insertSagas(
  sql: Queryable,
  rows: readonly SagaRow[],
  owner: string,
  among?: Fragment,
): PendingQuery<never[]> {
  return sql`
    insert into sagas (saga_id, kind, state, data, steps, traceparent, owner, lease_expires_at)
    select saga_id, kind, state, data::jsonb, steps::jsonb, traceparent, ${owner}, now() + make_interval(secs => ${LEASE_MS / 1000})
    from unnest(
      ${rows.map(({ sagaId }) => sagaId)}::uuid[], ${rows.map(({ kind }) => kind)}::text[],
      ${rows.map(({ state }) => state)}::text[], ${rows.map(({ data }) => JSON.stringify(data))}::text[],
      ${rows.map(({ steps }) => JSON.stringify(steps))}::text[], ${rows.map(({ traceparent }) => traceparent ?? null)}::text[]
    ) as saga (saga_id, kind, state, data, steps, traceparent)
    ${among ? sql`where saga_id in (${among})` : sql``}`;
}

export interface SagaStore {
  /** Writes a saga between two steps and renews its lease. False: the lease is lost. */
  save(row: SagaRow, parked: boolean, leaseMs: number): Promise<boolean>;
  /** Writes a saga's end and what `effect` writes, both or neither. False: the lease is lost, and `effect` was not asked. */
  end(row: SagaRow, state: SagaState, effect: Effect): Promise<boolean>;
  /** Takes over sagas of these kinds whose lease has lapsed, but not those that this instance is at work on: it is late with them. */
  takeOver(limit: number, kinds: readonly string[], atWork: readonly string[]): Promise<SagaRow[]>;
  /** Lets other instances take over at once. */
  release(): Promise<void>;
}

/** Of sagas that end in the same way at the same time. */
type Effect = AnySaga["completed"];

interface Write {
  readonly row: SagaRow;
  readonly state: SagaState;
  readonly parked: boolean;
  readonly leaseMs: number;
}

interface Ending extends Write {
  readonly effect: Effect;
  /** Its events belong to the saga's trace. */
  readonly context: CallContext | undefined;
}

/** What sagas write at the same time goes into one statement, and those that end at the same time into one transaction. */
export function createSagaStore(sql: Database, owner: string): SagaStore {
  const saveTogether = createBatcher<Write, boolean>(async (writes) => {
    const held = await write(sql, owner, writes);
    for (const { row } of writes) savedData.set(row, JSON.stringify(row.data));
    return held;
  }, MAX_BATCH);
  const endTogether = createBatcher<Ending, boolean>(
    (endings) =>
      sql.begin(async (tx) => {
        const held = await write(tx, owner, endings);
        const ended = Map.groupBy(
          endings.filter((_, index) => held[index]),
          ({ effect }) => effect,
        );
        for (const [effect, alike] of ended) await effect(tx, alike.map(toEnded));
        return held;
      }),
    MAX_BATCH,
  );

  return {
    save: (row, parked, leaseMs) => saveTogether({ row, state: row.state, parked, leaseMs }),
    end(row, state, effect) {
      row.attempts = 0;
      return endTogether({ row, state, parked: false, leaseMs: LEASE_MS, effect, context: currentCall() });
    },
    async takeOver(limit, kinds, atWork) {
      const rows = await sql<StoredRow[]>`
        update sagas set owner = ${owner}, lease_expires_at = now() + make_interval(secs => ${LEASE_MS / 1000})
        where saga_id in (
          select saga_id from sagas
          where state in ('RUNNING', 'COMPENSATING') and lease_expires_at < now() and kind = any(${kinds as string[]}::text[])
            and saga_id <> all(${atWork as string[]}::uuid[])
          order by created_at limit ${limit} for update skip locked)
        returning saga_id, kind, state, data, steps, reason, attempts, cancel_requested, traceparent`;
      return rows.map(fromStored);
    },
    async release() {
      await sql`update sagas set lease_expires_at = now() where owner = ${owner} and state in ('RUNNING', 'COMPENSATING')`;
    },
  };
}

/** The data of each row as this process has committed it: seldom does a step change it. */
const savedData = new WeakMap<SagaRow, string>();

/**
 * Answers for each whether its lease held, and notes in its row whether it is to be called off. The condition on the state is not the
 * one of the index of active sagas: PostgreSQL would rather go through all of that, its dead rows too, than use the primary key.
 */
async function write(sql: Queryable, owner: string, writes: readonly Write[]): Promise<boolean[]> {
  const rows = writes.map(({ row }) => row);
  const changedData = rows.map((row) => {
    const data = JSON.stringify(row.data);
    return savedData.get(row) === data ? null : data;
  });
  const saved = await sql<{ saga_id: string; cancel_requested: boolean }[]>`
    update sagas set state = new.state, data = coalesce(new.data::jsonb, sagas.data), steps = new.steps::jsonb, reason = new.reason,
      attempts = new.attempts, parked = new.parked, updated_at = now(),
      lease_expires_at = now() + make_interval(secs => new.lease_ms / 1000.0)
    from unnest(
      ${rows.map(({ sagaId }) => sagaId)}::uuid[], ${writes.map(({ state }) => state)}::text[],
      ${changedData}::text[], ${rows.map(({ steps }) => JSON.stringify(steps))}::text[],
      ${rows.map(({ reason }) => reason ?? null)}::text[], ${rows.map(({ attempts }) => String(attempts))}::int[],
      ${writes.map(({ parked }) => String(parked))}::text[]::boolean[], ${writes.map(({ leaseMs }) => String(leaseMs))}::int[]
    ) as new (saga_id, state, data, steps, reason, attempts, parked, lease_ms)
    where sagas.saga_id = new.saga_id and sagas.owner = ${owner} and sagas.state not in ('COMPLETED', 'FAILED')
    returning sagas.saga_id, sagas.cancel_requested`;
  const cancelRequested = new Map(saved.map((row) => [row.saga_id, row.cancel_requested]));
  return rows.map((row) => {
    row.cancelRequested = cancelRequested.get(row.sagaId) ?? row.cancelRequested;
    return cancelRequested.has(row.sagaId);
  });
}

function toEnded({ row, context }: Ending): EndedSaga<SagaRow["data"]> {
  const { sagaId, data, reason = "" } = row;
  return { sagaId, data, reason, within: (run) => withCall(context, run) };
}

function fromStored(row: StoredRow): SagaRow {
  return {
    sagaId: row.saga_id,
    kind: row.kind,
    state: row.state,
    data: row.data,
    steps: row.steps,
    reason: row.reason ?? undefined,
    attempts: row.attempts,
    cancelRequested: row.cancel_requested,
    traceparent: row.traceparent ?? undefined,
  };
}
