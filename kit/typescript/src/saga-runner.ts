// Drives sagas: those begun here, and those whose owner died. Each turn asks saga.ts for the next move, writes it down, makes it.
import { Counter, Gauge } from "prom-client";
import { withCall } from "./call-context.ts";
import type { Database } from "./database.ts";
import type { Logger } from "./log.ts";
import { type AnySaga, hasTriedPivot, type Move, mustBeWritten, nextMove, type SagaRow } from "./saga.ts";
import { compensate, pause, runStep } from "./saga-steps.ts";
import { createSagaStore, LEASE_MS } from "./saga-store.ts";
import { continueTrace } from "./trace.ts";

/** Sagas driven at once. More would only wait in line at the services that they call, past their deadlines. */
const MAX_RUNNING = 64;
/** Sagas that wait here for their turn; those beyond are found in the database when there is room. */
const MAX_WAITING = 1_000;
const SCAN_MS = 1_000;
/** How long a saga goes on without a word in the database; with a step's timeout shorter than its lease. */
const UNWRITTEN_MS = 1_000;
/** How often a parked saga is tried again. */
const PARKED_MS = 60_000;

const ended = new Counter({
  name: "sagas_ended_total",
  help: "Sagas that came to an end.",
  labelNames: ["kind", "state"],
});
const takenOver = new Counter({
  name: "sagas_taken_over_total",
  help: "Sagas resumed after their owner's lease lapsed.",
});
const parked = new Counter({
  name: "sagas_parked_total",
  help: "Times that a saga was parked for an operator.",
  labelNames: ["kind"],
});
const running = new Gauge({ name: "sagas_running", help: "Sagas that this instance drives." });

export interface Sagas {
  /** Drives a saga that was inserted with this instance as its owner, after the commit. */
  drive(row: SagaRow): void;
  /** Looks for sagas without an owner at once. Call after a commit that began one without naming its owner. */
  nudge(): void;
  /** Finishes the step at hand of each saga, and leaves the rest to other instances. */
  stop(): Promise<void>;
}

export interface SagasOptions {
  readonly sql: Database;
  readonly instance: string;
  readonly definitions: readonly AnySaga[];
  /** After every commit that a definition's `completed` or `failed` took part in. */
  readonly onCommit: () => void;
  /** After every change of a saga, for those who watch it. */
  readonly onChange?: (sagaId: string) => void;
  readonly log: Logger;
}

export function startSagas({ sql, instance, definitions, onCommit, onChange, log }: SagasOptions): Sagas {
  const store = createSagaStore(sql, instance);
  // A kind that another version has brought is left to its instances.
  const kinds = definitions.map(({ kind }) => kind);
  const active = new Map<string, Promise<void>>();
  const waiting: SagaRow[] = [];
  let stopping = false;

  const save = async (row: SagaRow, isParked = false) => {
    if (!(await store.save(row, isParked, isParked ? PARKED_MS : LEASE_MS))) throw new LeaseLost();
    onChange?.(row.sagaId);
  };

  const end = async (definition: AnySaga, row: SagaRow, state: "COMPLETED" | "FAILED") => {
    const held = await store.end(row, state, state === "COMPLETED" ? definition.completed : definition.failed);
    if (!held) throw new LeaseLost();
    ended.inc({ kind: row.kind, state });
    onCommit();
    onChange?.(row.sagaId);
    // What was called off too late may have begun another saga with its end: the one that undoes it.
    if (state === "COMPLETED" && row.cancelRequested) nudge();
  };

  /** Makes moves until the saga has ended, is parked, or is somebody else's. */
  const run = async (row: SagaRow, definition: AnySaga, hasWaited: boolean) => {
    // The row that begins a saga has its first step written down already. One that has waited may have lost its lease meanwhile.
    let written = !hasWaited && row.attempts === 0 && row.steps.length === 1 && row.steps[0]!.state === "STARTED";
    let writtenAt = hasWaited ? 0 : Date.now();
    // After a crash a step that leaves nothing to undo is simply made again. But a lease must not run out over it.
    const mayGoUnwritten = (move: Move<unknown>) =>
      move.kind === "run" && !mustBeWritten(move.step) && row.attempts === 0 && Date.now() - writtenAt < UNWRITTEN_MS;
    while (!stopping) {
      const move = nextMove(definition, row, new Date());
      if (move.kind === "complete") return end(definition, row, "COMPLETED");
      if (move.kind === "fail") return end(definition, row, "FAILED");
      if (!written && !mayGoUnwritten(move)) {
        await save(row);
        writtenAt = Date.now();
      }
      written = false;
      if (move.kind === "run" && row.cancelRequested && !hasTriedPivot(definition, row)) continue;
      const outcome =
        move.kind === "run"
          ? await runStep(definition, row, move.step, move.entry)
          : await compensate(row, move.step, move.entry);
      if (outcome === "park") {
        parked.inc({ kind: row.kind });
        log.error(
          { saga: row.kind, sagaId: row.sagaId, step: move.entry.name, reason: move.entry.reason },
          "saga parked: an operator must look; it is tried again each minute",
        );
        return save(row, true);
      }
      if (outcome === "again") await pause(row.attempts);
    }
  };

  const begin = (row: SagaRow, hasWaited: boolean) => {
    const definition = definitions.find(({ kind }) => kind === row.kind);
    if (!definition) {
      const { kind: saga, sagaId } = row;
      return log.error({ saga, sagaId }, "no such kind of saga here; an instance of another version must run it");
    }
    const trace = continueTrace(row.traceparent);
    const done = withCall({ trace, deadline: Number.POSITIVE_INFINITY }, () => run(row, definition, hasWaited))
      .catch((error) => {
        // Nothing is lost: the row says how far the saga is, and whoever finds its lease lapsed goes on from there.
        if (error instanceof LeaseLost) return;
        const { kind: saga, sagaId } = row;
        log.warn({ err: error, saga, sagaId }, "saga interrupted; it is resumed when its lease lapses");
      })
      .finally(() => {
        active.delete(row.sagaId);
        running.set(active.size);
        const next = stopping ? undefined : waiting.shift();
        if (next) begin(next, true);
      });
    active.set(row.sagaId, done);
    running.set(active.size);
  };

  const drive = (row: SagaRow) => {
    if (active.has(row.sagaId)) return;
    if (active.size < MAX_RUNNING) begin(row, false);
    else if (waiting.length < MAX_WAITING) waiting.push(row);
  };

  const scan = async () => {
    if (stopping || active.size >= MAX_RUNNING) return;
    try {
      const rows = await store.takeOver(MAX_RUNNING - active.size, kinds, [...active.keys()]);
      takenOver.inc(rows.length);
      for (const row of rows) drive(row);
    } catch (error) {
      log.warn({ err: error }, "could not look for sagas without an owner; tried again in a second");
    }
  };
  let scanning = scan();
  let nudged = false;
  // Many at once are one look.
  const nudge = () => {
    if (nudged) return;
    nudged = true;
    scanning = scanning.then(() => {
      nudged = false;
      return scan();
    });
  };
  const timer = setInterval(nudge, SCAN_MS);

  return {
    drive,
    nudge,
    async stop() {
      stopping = true;
      clearInterval(timer);
      await scanning;
      await Promise.all(active.values());
      await store.release();
    },
  };
}

class LeaseLost extends Error {}
