// Orchestrated sagas. What a saga knows, how far it is, and what it owes stands in one row of the service's own database:
// - a step that can be undone, and the pivot, is written down before it is tried; after a crash the saga goes on from the last one that
//   was, and tries again what came after it (every step is repeatable);
// - when a step fails for good, every step that was *tried* is compensated in reverse, also one whose answer never came;
// - after the pivot there is no way back: what follows is repeated until it is done;
// - a compensation that keeps failing is parked for an operator and tried again at long intervals, never dropped;
// - the row is a lease: when its owner dies, any instance takes the saga over once the lease has lapsed.
import type { Transaction } from "./database.ts";

export type SagaState = "RUNNING" | "COMPENSATING" | "COMPLETED" | "FAILED";
export type StepState = "STARTED" | "DONE" | "FAILED" | "COMPENSATING" | "COMPENSATED" | "PARKED";

/** One step as the log has it. */
export interface StepEntry {
  readonly name: string;
  state: StepState;
  /** Error reason of the last failed try. */
  reason?: string;
  /** ISO time of the last change. */
  at: string;
}

export interface StepDefinition<Data> {
  readonly name: string;
  /** Does the step. Must be repeatable. What it returns is merged into the data. */
  readonly run: (data: Data) => Promise<Partial<Data> | undefined>;
  /** Undoes it, also when it is unknown whether it happened. Must be repeatable. */
  readonly compensate?: (data: Data) => Promise<unknown>;
  /** Once this has succeeded the saga only goes forward. At most one step. */
  readonly pivot?: boolean;
}

export interface SagaDefinition<Data> {
  readonly kind: string;
  readonly steps: readonly StepDefinition<Data>[];
  /** In the transaction that ends the sagas: those that end at the same time. */
  readonly completed: (tx: Transaction, sagas: readonly EndedSaga<Data>[]) => Promise<void>;
  /** In the transaction that ends them, after everything is compensated. */
  readonly failed: (tx: Transaction, sagas: readonly EndedSaga<Data>[]) => Promise<void>;
}

export interface EndedSaga<Data> {
  readonly sagaId: string;
  readonly data: Data;
  /** Error reason of the step that failed; "" if none did. */
  readonly reason: string;
  /** Runs what belongs to this saga's trace: the making of its events. */
  readonly within: <T>(run: () => T) => T;
}

// biome-ignore lint/suspicious/noExplicitAny: each kind of saga has data of its own
export type AnySaga = SagaDefinition<any>;

/** A saga between two of its transactions. */
export interface SagaRow {
  readonly sagaId: string;
  readonly kind: string;
  state: SagaState;
  data: Record<string, unknown>;
  steps: StepEntry[];
  /** Why it failed: set from COMPENSATING on. */
  reason: string | undefined;
  /** Failed tries of the step at hand. */
  attempts: number;
  cancelRequested: boolean;
  readonly traceparent: string | undefined;
}

export const CANCELLED_REASON = "CANCELLED_BY_CUSTOMER";

/** What to do next, decided from the row alone. */
export type Move<Data> =
  | { readonly kind: "run"; readonly step: StepDefinition<Data>; readonly entry: StepEntry }
  | { readonly kind: "compensate"; readonly step: StepDefinition<Data>; readonly entry: StepEntry }
  | { readonly kind: "complete" }
  | { readonly kind: "fail" };

/** The next move of a saga, after writing into the row that it is about to be made. Pure but for the row. */
export function nextMove<Data>(definition: SagaDefinition<Data>, row: SagaRow, now: Date): Move<Data> {
  const at = now.toISOString();
  if (row.state === "RUNNING") {
    const last = row.steps.at(-1);
    if (row.cancelRequested && !hasTriedPivot(definition, row)) turnBack(row, CANCELLED_REASON, now);
    else {
      if (last?.state === "STARTED" || last?.state === "PARKED")
        return { kind: "run", step: definition.steps[row.steps.length - 1]!, entry: last };
      const step = definition.steps[row.steps.length];
      if (!step) return { kind: "complete" };
      const entry: StepEntry = { name: step.name, state: "STARTED", at };
      row.steps.push(entry);
      return { kind: "run", step, entry };
    }
  }
  for (let index = row.steps.length - 1; index >= 0; index--) {
    const entry = row.steps[index]!;
    const step = definition.steps[index]!;
    if (entry.state === "COMPENSATED" || !step.compensate) continue;
    if (entry.state !== "COMPENSATING" && entry.state !== "PARKED") Object.assign(entry, { state: "COMPENSATING", at });
    return { kind: "compensate", step, entry };
  }
  return { kind: "fail" };
}

/** Whether what comes of a step depends on its having been written down before: what is owed, or that there is no way back. */
export function mustBeWritten<Data>({ compensate, pivot }: StepDefinition<Data>): boolean {
  return compensate !== undefined || pivot === true;
}

/** Whether the pivot has been tried: its outcome may be unknown, so there is no way back until it is known. */
export function hasTriedPivot<Data>(definition: SagaDefinition<Data>, row: SagaRow): boolean {
  const pivot = definition.steps.findIndex((step) => step.pivot);
  return pivot >= 0 && row.steps.length > pivot;
}

/** Whether the pivot has succeeded: only forward from here. */
export function hasPassedPivot<Data>(definition: SagaDefinition<Data>, row: SagaRow): boolean {
  const pivot = definition.steps.findIndex((step) => step.pivot);
  return pivot >= 0 && row.steps[pivot]?.state === "DONE";
}

/** Gives up going forward. */
export function turnBack(row: SagaRow, reason: string, now: Date): void {
  const last = row.steps.at(-1);
  if (last && last.state !== "DONE") Object.assign(last, { state: "FAILED", reason, at: now.toISOString() });
  row.state = "COMPENSATING";
  row.reason = reason;
  row.attempts = 0;
}
