import { describe, expect, it } from "vitest";
import {
  CANCELLED_REASON,
  hasPassedPivot,
  hasTriedPivot,
  mustBeWritten,
  nextMove,
  type SagaDefinition,
  type SagaRow,
  turnBack,
} from "./saga.ts";

const now = new Date("2026-06-15T00:00:00Z");
const nothing = async () => undefined;

/** reserve, quote (nothing to undo), pay, capture (the pivot), ship. */
const sale: SagaDefinition<object> = {
  kind: "sale",
  steps: [
    { name: "reserve", run: nothing, compensate: nothing },
    { name: "quote", run: nothing },
    { name: "pay", run: nothing, compensate: nothing },
    { name: "capture", run: nothing, pivot: true },
    { name: "ship", run: nothing },
  ],
  completed: async () => {},
  failed: async () => {},
};

/** A saga whose first steps are in these states. */
function sagaWith(...states: SagaRow["steps"][number]["state"][]): SagaRow {
  return {
    sagaId: "s",
    kind: "sale",
    state: "RUNNING",
    data: {},
    steps: states.map((state, index) => ({ name: sale.steps[index]!.name, state, at: "" })),
    reason: undefined,
    attempts: 0,
    cancelRequested: false,
    traceparent: undefined,
  };
}

/** Makes moves, each of which succeeds, until the saga ends; answers with what they were. */
function play(row: SagaRow): string[] {
  const moves: string[] = [];
  for (;;) {
    const move = nextMove(sale, row, now);
    if (move.kind === "complete" || move.kind === "fail") return [...moves, move.kind];
    moves.push(`${move.kind} ${move.step.name}`);
    move.entry.state = move.kind === "run" ? "DONE" : "COMPENSATED";
  }
}

describe("going forward", () => {
  it("makes the steps in their order, then completes", () => {
    expect(play(sagaWith())).toEqual(["run reserve", "run quote", "run pay", "run capture", "run ship", "complete"]);
  });

  it("writes a step down before it is tried", () => {
    const row = sagaWith("DONE");
    const move = nextMove(sale, row, now);
    expect(move).toMatchObject({ kind: "run", step: { name: "quote" } });
    expect(row.steps[1]).toEqual({ name: "quote", state: "STARTED", at: now.toISOString() });
    expect(row.steps).toHaveLength(2);
  });

  it("needs the steps that can be undone, and the pivot, to be written down before", () => {
    expect(sale.steps.filter(mustBeWritten).map(({ name }) => name)).toEqual(["reserve", "pay", "capture"]);
  });

  it("tries a step again of which nobody knows whether it was made, and one that was parked", () => {
    for (const state of ["STARTED", "PARKED"] as const) {
      const row = sagaWith("DONE", "DONE", "DONE", "DONE", state);
      expect(nextMove(sale, row, now)).toMatchObject({ kind: "run", step: { name: "ship" } });
      expect(row.steps).toHaveLength(5);
    }
  });
});

describe("turning back", () => {
  it("undoes what was done in reverse, the failed step first: it may have happened all the same", () => {
    const row = sagaWith("DONE", "DONE", "STARTED");
    turnBack(row, "PAYMENT_DECLINED", now);
    expect(row).toMatchObject({ state: "COMPENSATING", reason: "PAYMENT_DECLINED", attempts: 0 });
    expect(row.steps[2]).toMatchObject({ state: "FAILED", reason: "PAYMENT_DECLINED" });
    expect(play(row)).toEqual(["compensate pay", "compensate reserve", "fail"]);
    expect(row.steps.map(({ state }) => state)).toEqual(["COMPENSATED", "DONE", "COMPENSATED"]);
  });

  it("passes over a failed step that has nothing to undo", () => {
    const row = sagaWith("DONE", "STARTED");
    turnBack(row, "NO_CARRIER", now);
    expect(play(row)).toEqual(["compensate reserve", "fail"]);
    expect(row.steps[1]).toMatchObject({ state: "FAILED", reason: "NO_CARRIER" });
  });

  it("goes on with the compensation at hand after a crash, or after it was parked", () => {
    for (const state of ["COMPENSATING", "PARKED"] as const) {
      const row = { ...sagaWith("DONE", "DONE", state), state: "COMPENSATING" as const };
      expect(nextMove(sale, row, now)).toMatchObject({ kind: "compensate", step: { name: "pay" } });
      expect(row.steps[2]?.state).toBe(state);
    }
  });

  it("does not undo twice, nor what was never tried", () => {
    const row = { ...sagaWith("DONE", "DONE", "COMPENSATED"), state: "COMPENSATING" as const };
    expect(play(row)).toEqual(["compensate reserve", "fail"]);
  });

  it("also undoes a pivot's predecessors when the pivot was refused", () => {
    const row = sagaWith("DONE", "DONE", "DONE", "STARTED");
    turnBack(row, "PAYMENT_NOT_AUTHORIZED", now);
    expect(play(row)).toEqual(["compensate pay", "compensate reserve", "fail"]);
  });
});

describe("a cancellation", () => {
  const cancelled = (...states: Parameters<typeof sagaWith>) =>
    Object.assign(sagaWith(...states), { cancelRequested: true });

  it("turns back before the pivot is tried, whatever step is at hand", () => {
    const row = cancelled("DONE", "STARTED");
    expect(play(row)).toEqual(["compensate reserve", "fail"]);
    expect(row).toMatchObject({ reason: CANCELLED_REASON, steps: [{}, { state: "FAILED", reason: CANCELLED_REASON }] });
    expect(play(cancelled("DONE", "DONE", "DONE"))).toEqual(["compensate pay", "compensate reserve", "fail"]);
    expect(play(cancelled())).toEqual(["fail"]);
  });

  it("comes too late once the pivot was tried: its answer may be yes", () => {
    expect(play(cancelled("DONE", "DONE", "DONE", "STARTED"))).toEqual(["run capture", "run ship", "complete"]);
    expect(play(cancelled("DONE", "DONE", "DONE", "DONE"))).toEqual(["run ship", "complete"]);
  });
});

it("knows a pivot that was tried from one that has succeeded", () => {
  const before = sagaWith("DONE", "DONE", "DONE");
  const tried = sagaWith("DONE", "DONE", "DONE", "STARTED");
  const passed = sagaWith("DONE", "DONE", "DONE", "DONE");
  expect([before, tried, passed].map((row) => hasTriedPivot(sale, row))).toEqual([false, true, true]);
  expect([before, tried, passed].map((row) => hasPassedPivot(sale, row))).toEqual([false, false, true]);
  const withoutPivot = { ...sale, steps: sale.steps.slice(0, 3) };
  expect(hasTriedPivot(withoutPivot, before) || hasPassedPivot(withoutPivot, before)).toBe(false);
});
