// Sagas to test: a database of their own, steps that do what a test says and note that they were asked, and instances that drive them.
import { randomUUID } from "node:crypto";
import { EVENT_TABLES, SAGA_TABLES } from "@meshmart/kit/migrate";
import type { SagaDefinition, SagaState, StepEntry } from "@meshmart/kit/saga";
import { startSagas } from "@meshmart/kit/saga-runner";
import { insertSagas, newSaga } from "@meshmart/kit/saga-store";
import { atEnd, openTestDatabase, testLog } from "@meshmart/kit/testing";
import { vi } from "vitest";

export type Data = Record<string, unknown>;
/** What a step does: a name of its own in every test; the default does nothing. */
export type Acts = Record<string, () => unknown>;

export interface StoredSaga {
  readonly state: SagaState;
  readonly data: Data;
  readonly steps: readonly StepEntry[];
  readonly reason: string | null;
  readonly parked: boolean;
  readonly owner: string;
}

export const soon = { timeout: 15_000, interval: 10 };

const { sql, owner, env } = await openTestDatabase({ ...EVENT_TABLES, ...SAGA_TABLES });
await owner`create table ends (saga_id uuid, how text)`;
export const databaseUrl = env.DATABASE_URL;
export { sql };

/** reserve, quote (nothing to undo), pay, capture (the pivot), ship; `acts` says what "pay" or "undo pay" does. */
export function openWorld(acts: Acts = {}) {
  const calls: string[] = [];
  const kind = `sale ${randomUUID()}`;
  const act = (name: string) => async () => {
    calls.push(name);
    const patch = (await acts[name]?.()) as Data | undefined;
    return patch ?? { [name]: true };
  };
  const end =
    (how: string): SagaDefinition<Data>["failed"] =>
    async (tx, sagas) => {
      for (const { sagaId, reason } of sagas)
        await tx`insert into ends (saga_id, how) values (${sagaId}, ${reason ? `${how} ${reason}` : how})`;
      await acts[how]?.();
    };
  const definition: SagaDefinition<Data> = {
    kind,
    steps: [
      { name: "reserve", run: act("reserve"), compensate: act("undo reserve") },
      { name: "quote", run: act("quote") },
      { name: "pay", run: act("pay"), compensate: act("undo pay") },
      { name: "capture", run: act("capture"), pivot: true },
      { name: "ship", run: act("ship") },
    ],
    completed: end("completed"),
    failed: end("failed"),
  };
  const start = (instance: string, definitions = [definition]) => {
    const sagas = startSagas({ sql, instance, definitions, onCommit: () => {}, log: testLog });
    atEnd(() => sagas.stop());
    return sagas;
  };
  return {
    /** All that the steps were asked, in order. */
    calls,
    definition,
    start,
    /** Begins a saga on an instance, as a service does: the row first, in a transaction. */
    async begin(instance: string, sagas = start(instance)): Promise<string> {
      const row = newSaga(definition, randomUUID(), {}, new Date());
      await insertSagas(sql, [row], instance);
      sagas.drive(row);
      return row.sagaId;
    },
  };
}

export async function stored(sagaId: string): Promise<StoredSaga> {
  const [row] = await sql<StoredSaga[]>`
    select state, data, steps, reason, parked, owner from sagas where saga_id = ${sagaId}`;
  return row!;
}

/** How the saga ended, as its definition was told: once, or never. */
export async function endsOf(sagaId: string): Promise<string[]> {
  return (await sql<{ how: string }[]>`select how from ends where saga_id = ${sagaId}`).map(({ how }) => how);
}

export async function untilEnded(sagaId: string): Promise<StoredSaga> {
  return vi.waitFor(async () => {
    const saga = await stored(sagaId);
    if (saga.state === "RUNNING" || saga.state === "COMPENSATING") throw new Error(`still ${JSON.stringify(saga)}`);
    return saga;
  }, soon);
}

/** What time does to the lease of an owner that died. */
export async function lapse(sagaId: string): Promise<void> {
  await sql`update sagas set lease_expires_at = now() - interval '1 second' where saga_id = ${sagaId}`;
}

export const statesOf = ({ steps }: StoredSaga) => steps.map(({ name, state }) => `${name} ${state}`);
