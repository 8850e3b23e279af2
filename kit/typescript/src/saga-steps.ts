// One try of a saga's step, or of its undoing: what came of it decides whether the saga goes on, tries again, turns back or is parked.
import { Code, ConnectError } from "@connectrpc/connect";
import { currentCall, withCall } from "./call-context.ts";
import { DomainError, reasonOf } from "./errors.ts";
import { type AnySaga, hasPassedPivot, hasTriedPivot, type SagaRow, type StepEntry, turnBack } from "./saga.ts";

/** What a step may take; its calls inherit it as their deadline. */
const STEP_TIMEOUT_MS = 3_000;
/** What a call may take to tell of its deadline. A step that has not ended by then counts as unanswered. */
const GRACE_MS = 500;
const FIRST_BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 2_000;
/** Tries of a step, some twenty seconds in all, before the saga turns back. */
const MAX_ATTEMPTS = 12;
/** Tries of a compensation, some two minutes in all, before it is parked; a plain refusal is not worth as many. */
const MAX_COMPENSATION_ATTEMPTS = 60;
const MAX_COMPENSATION_REFUSALS = 3;

type Step = AnySaga["steps"][number];

/** `on`: to the next move. `again`: the same one, after a pause. `park`: an operator must look. */
export type Outcome = "on" | "again" | "park";

/** Tries a step once, and writes into the row what came of it. */
export async function runStep(definition: AnySaga, row: SagaRow, step: Step, entry: StepEntry): Promise<Outcome> {
  try {
    const patch = await withinTimeout(() => step.run(row.data));
    Object.assign(row.data, patch);
    set(entry, "DONE");
    row.attempts = 0;
    return "on";
  } catch (error) {
    entry.reason = reasonOf(error);
    row.attempts++;
    if (isPassing(error)) {
      // Unknown whether a tried pivot happened: only trying it again will tell.
      if (row.attempts < MAX_ATTEMPTS || hasTriedPivot(definition, row)) return "again";
    } else if (hasPassedPivot(definition, row)) {
      set(entry, "PARKED");
      return "park";
    }
    turnBack(row, entry.reason, new Date());
    return "on";
  }
}

/** Tries to undo a step once, and writes into the row what came of it. */
export async function compensate(row: SagaRow, step: Step, entry: StepEntry): Promise<Outcome> {
  try {
    await withinTimeout(() => step.compensate!(row.data));
    set(entry, "COMPENSATED");
    row.attempts = 0;
    return "on";
  } catch (error) {
    entry.reason = reasonOf(error);
    row.attempts++;
    if (row.attempts < (isPassing(error) ? MAX_COMPENSATION_ATTEMPTS : MAX_COMPENSATION_REFUSALS)) return "again";
    set(entry, "PARKED");
    return "park";
  }
}

function set(entry: StepEntry, state: StepEntry["state"]): void {
  entry.state = state;
  entry.at = new Date().toISOString();
}

async function withinTimeout<T>(run: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate()), STEP_TIMEOUT_MS + GRACE_MS);
  });
  const trying = withCall({ trace: currentCall()!.trace, deadline: Date.now() + STEP_TIMEOUT_MS }, run);
  return Promise.race([trying, late]).finally(() => clearTimeout(timer));
}

function tooLate(): ConnectError {
  return new ConnectError("The step did not end in time; it may still be carried out.", Code.DeadlineExceeded);
}

const PASSING = new Set([
  Code.Unavailable,
  Code.DeadlineExceeded,
  Code.Aborted,
  Code.ResourceExhausted,
  Code.Internal,
  Code.Unknown,
  Code.Canceled,
]);

/** Whether the same call may well succeed later. */
function isPassing(error: unknown): boolean {
  if (error instanceof DomainError) return false;
  return !(error instanceof ConnectError) || PASSING.has(error.code);
}

/** Waits before the next try, longer each time, and not in step with others. */
export function pause(attempts: number): Promise<void> {
  const ms = Math.min(FIRST_BACKOFF_MS * 2 ** (attempts - 1), MAX_BACKOFF_MS) * (0.5 + Math.random() / 2);
  return new Promise((resolve) => setTimeout(resolve, ms));
}
