import { create } from "@bufbuild/protobuf";
import { Order_State, OrderSchema, SagaStep_State as State } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { describe, expect, test } from "vitest";
import { stepsOf } from "./checkout-steps.ts";

const step = (name: string, state: State, errorReason = "", saga = "checkout") => ({ saga, name, state, errorReason });
const order = (state: Order_State, sagaSteps: ReturnType<typeof step>[], couponCode = "") =>
  create(OrderSchema, { state, sagaSteps, couponCode });
const shown = (of: ReturnType<typeof order>, saga = "checkout") =>
  stepsOf(of, saga).map(({ name, state }) => `${name}: ${state}`);

describe("a checkout", () => {
  test("shows what is done, what goes on and what is to come", () => {
    const going = order(Order_State.PENDING, [
      step("reserve_stock", State.DONE),
      step("quote_shipping", State.STARTED),
    ]);
    expect(shown(going)).toEqual([
      "reserve_stock: done",
      "quote_shipping: active",
      "authorize_payment: waiting",
      "book_shipment: waiting",
      "capture_payment: waiting",
      "commit_stock: waiting",
    ]);
  });

  test("has a step more with a coupon", () => {
    expect(shown(order(Order_State.PENDING, [], "WELCOME10"))).toContain("redeem_coupon: waiting");
  });

  test("that turns back shows the step that failed, why, and what was undone, and nothing to come", () => {
    const declined = order(Order_State.PENDING, [
      step("reserve_stock", State.COMPENSATED),
      step("quote_shipping", State.DONE),
      step("authorize_payment", State.COMPENSATING, "PAYMENT_DECLINED"),
    ]);
    expect(shown(declined)).toEqual(["reserve_stock: undone", "quote_shipping: done", "authorize_payment: failed"]);
    expect(stepsOf(declined, "checkout")[2]).toMatchObject({ reason: "PAYMENT_DECLINED", undoing: true });
  });

  test("does not blame a step that was done after another try", () => {
    const done = order(Order_State.CONFIRMED, [step("reserve_stock", State.DONE, "DEADLINE_EXCEEDED")]);
    expect(stepsOf(done, "checkout")[0]).toMatchObject({ state: "done", reason: "" });
  });
});

test("a cancellation has steps of its own", () => {
  const called = order(Order_State.CONFIRMED, [
    step("reserve_stock", State.DONE),
    step("cancel_shipment", State.DONE, "", "cancellation"),
    step("refund_payment", State.STARTED, "", "cancellation"),
  ]);
  expect(shown(called, "cancellation")).toEqual(["cancel_shipment: done", "refund_payment: active"]);
});
