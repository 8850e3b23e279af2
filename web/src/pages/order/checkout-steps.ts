// The steps of an order's checkout as they are shown: those that it has taken, those that are still to come, and what was undone.

import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { type Order, Order_State, SagaStep_State as State } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import type { TimelineState } from "../../ui/timeline.tsx";

/** As services/ordering names them, in the order in which they are taken. A checkout without a coupon has no `redeem_coupon`. */
const CHECKOUT = [
  "reserve_stock",
  "quote_shipping",
  "redeem_coupon",
  "authorize_payment",
  "book_shipment",
  "capture_payment",
  "commit_stock",
] as const;
/** Those that change nothing: there is nothing to undo. */
const READ_ONLY: ReadonlySet<string> = new Set(["quote_shipping"]);

export interface ShownStep {
  readonly name: string;
  readonly state: TimelineState;
  /** Why it failed, or why it is tried again. Empty: it did not. */
  readonly reason: string;
  /** Whether it is being undone, or could not be yet. */
  readonly undoing: boolean;
  readonly time: Timestamp | undefined;
}

export function stepsOf({ sagaSteps, state, couponCode, failureReason }: Order, saga: string): readonly ShownStep[] {
  const taken = sagaSteps.filter((step) => step.saga === saga);
  const shown = taken.map(({ name, state, errorReason, updateTime }): ShownStep => {
    const failed = state === State.FAILED || (errorReason !== "" && isUndone(state));
    return {
      name,
      state: failed ? "failed" : shownState(name, state),
      reason: state === State.DONE ? "" : errorReason,
      undoing: state === State.COMPENSATING || state === State.PARKED,
      time: updateTime,
    };
  });
  if (saga !== "checkout" || state !== Order_State.PENDING || failureReason || shown.some(isTurningBack)) return shown;
  const names = new Set(taken.map(({ name }) => name));
  const ahead = CHECKOUT.filter((name) => !names.has(name) && (name !== "redeem_coupon" || couponCode !== ""));
  return [
    ...shown,
    ...ahead.map((name): ShownStep => ({ name, state: "waiting", reason: "", undoing: false, time: undefined })),
  ];
}

function shownState(name: string, state: State): TimelineState {
  if (state === State.DONE) return "done";
  if (isUndone(state) && !READ_ONLY.has(name)) return "undone";
  return "active";
}

function isUndone(state: State): boolean {
  return state === State.COMPENSATING || state === State.COMPENSATED || state === State.PARKED;
}

function isTurningBack({ state }: ShownStep): boolean {
  return state === "failed" || state === "undone";
}
