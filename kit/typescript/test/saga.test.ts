// A saga with real rows: forward, backward, past the pivot, and into the hands of an operator.
import { Code, ConnectError } from "@connectrpc/connect";
import { currentCall, withCall } from "@meshmart/kit/call-context";
import { DomainError } from "@meshmart/kit/errors";
import { describe, expect, it, vi } from "vitest";
import { endsOf, lapse, openWorld, soon, sql, statesOf, stored, untilEnded } from "./saga-world.ts";

const refuse = (reason: string) => () => {
  throw new DomainError("not_now", reason, "No.");
};
const dontAnswer = () => {
  throw new ConnectError("no answer", Code.DeadlineExceeded);
};
/** Does one after the other, then nothing more. */
const first =
  (...acts: (() => unknown)[]) =>
  () =>
    acts.shift()?.();
const nothing = () => undefined;

describe.concurrent("a saga", () => {
  it("makes its steps in order, keeps what they return, and ends in one transaction with what follows", async () => {
    const { begin, calls } = openWorld({ quote: () => ({ price: "3000" }) });
    const sagaId = await begin("a");
    const saga = await untilEnded(sagaId);
    expect(saga).toMatchObject({ state: "COMPLETED", reason: null, data: { price: "3000", ship: true } });
    expect(calls).toEqual(["reserve", "quote", "pay", "capture", "ship"]);
    expect(statesOf(saga)).toEqual(["reserve DONE", "quote DONE", "pay DONE", "capture DONE", "ship DONE"]);
    expect(await endsOf(sagaId)).toEqual(["completed"]);
  });

  it("has not ended when what follows could not be written", async () => {
    const { begin, calls } = openWorld({ completed: first(refuse("NOT_WRITTEN")) });
    const sagaId = await begin("b");
    await vi.waitFor(() => expect(calls).toContain("ship"), soon);
    await expect.poll(async () => (await stored(sagaId)).state, soon).toBe("RUNNING");
    expect(await endsOf(sagaId)).toEqual([]);
    await lapse(sagaId);
    expect((await untilEnded(sagaId)).state).toBe("COMPLETED");
    expect(await endsOf(sagaId)).toEqual(["completed"]);
  });

  it("leaves nothing behind when a step is refused", async () => {
    const { begin, calls } = openWorld({ pay: refuse("PAYMENT_DECLINED") });
    const sagaId = await begin("c");
    const saga = await untilEnded(sagaId);
    expect(saga).toMatchObject({ state: "FAILED", reason: "PAYMENT_DECLINED" });
    expect(calls).toEqual(["reserve", "quote", "pay", "undo pay", "undo reserve"]);
    expect(statesOf(saga)).toEqual(["reserve COMPENSATED", "quote DONE", "pay COMPENSATED"]);
    expect(await endsOf(sagaId)).toEqual(["failed PAYMENT_DECLINED"]);
  });

  it("tries a step again that did not answer, and goes on when it does", async () => {
    const { begin, calls } = openWorld({ pay: first(dontAnswer, dontAnswer) });
    const saga = await untilEnded(await begin("d"));
    expect(saga.state).toBe("COMPLETED");
    expect(calls.filter((name) => name === "pay")).toHaveLength(3);
    expect(saga.steps[2]).toMatchObject({ name: "pay", state: "DONE" });
  });

  it("undoes a step that never answered, when in the end it is refused: it may have happened before", async () => {
    const { begin, calls } = openWorld({ reserve: first(dontAnswer, refuse("OUT_OF_STOCK")) });
    const saga = await untilEnded(await begin("e"));
    expect(calls).toEqual(["reserve", "reserve", "undo reserve"]);
    expect(saga).toMatchObject({ state: "FAILED", reason: "OUT_OF_STOCK" });
  });

  it("gives up a step that never answers, and undoes it too", { timeout: 60_000 }, async () => {
    const { begin, calls } = openWorld({ pay: dontAnswer });
    const sagaId = await begin("f");
    await vi.waitFor(async () => expect(await stored(sagaId)).toMatchObject({ state: "FAILED" }), {
      timeout: 45_000,
      interval: 100,
    });
    expect(calls.slice(-2)).toEqual(["undo pay", "undo reserve"]);
    expect(await stored(sagaId)).toMatchObject({ reason: "DEADLINE_EXCEEDED" });
    expect(calls.filter((name) => name === "pay").length).toBeGreaterThan(5);
  });

  it("makes its calls within its own trace, and lets none of them take longer than a step may", async () => {
    const seen: { traceId: string; leftMs: number }[] = [];
    const look = () => {
      const { trace, deadline } = currentCall()!;
      seen.push({ traceId: trace.traceId, leftMs: deadline - Date.now() });
    };
    const { begin } = openWorld({ reserve: look, ship: look });
    const trace = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
    // The call that places an order is long over when the last step is made: its deadline is not the saga's.
    await untilEnded(await withCall({ trace, deadline: Date.now() - 1 }, () => begin("g")));
    expect(seen.map(({ traceId }) => traceId)).toEqual([trace.traceId, trace.traceId]);
    for (const { leftMs } of seen) {
      expect(leftMs).toBeGreaterThan(1_000);
      expect(leftMs).toBeLessThanOrEqual(3_000);
    }
  });
});

describe.concurrent("the pivot", () => {
  it("is repeated until its answer is known", async () => {
    const { begin, calls } = openWorld({ capture: first(dontAnswer, dontAnswer, dontAnswer) });
    expect((await untilEnded(await begin("h"))).state).toBe("COMPLETED");
    expect(calls).toEqual(["reserve", "quote", "pay", "capture", "capture", "capture", "capture", "ship"]);
  });

  it("turns the saga back when it is refused", async () => {
    const { begin, calls } = openWorld({ capture: refuse("PAYMENT_NOT_AUTHORIZED") });
    expect(await untilEnded(await begin("i"))).toMatchObject({ state: "FAILED", reason: "PAYMENT_NOT_AUTHORIZED" });
    expect(calls.slice(-3)).toEqual(["capture", "undo pay", "undo reserve"]);
  });

  it("leaves no way back: a step that is refused behind it is parked, and made when it can be", async () => {
    const { begin, calls } = openWorld({ ship: first(refuse("TRUCK_LOST"), refuse("TRUCK_LOST")) });
    const sagaId = await begin("j");
    await vi.waitFor(async () => expect(await stored(sagaId)).toMatchObject({ parked: true }), soon);
    const parked = await stored(sagaId);
    expect(parked).toMatchObject({
      state: "RUNNING",
      steps: [{}, {}, {}, {}, { state: "PARKED", reason: "TRUCK_LOST" }],
    });
    expect(calls).not.toContain("undo pay");
    // Nobody tries it again before its time.
    const [lease] = await sql<{ seconds: number }[]>`
      select extract(epoch from lease_expires_at - now())::int as seconds from sagas where saga_id = ${sagaId}`;
    expect(lease?.seconds).toBeGreaterThan(30);
    await lapse(sagaId);
    await vi.waitFor(() => expect(calls.filter((name) => name === "ship")).toHaveLength(2), soon);
    await vi.waitFor(async () => expect(await stored(sagaId)).toMatchObject({ parked: true }), soon);
    await lapse(sagaId);
    expect(await untilEnded(sagaId)).toMatchObject({ state: "COMPLETED", parked: false });
    expect(await endsOf(sagaId)).toEqual(["completed"]);
  });
});

describe.concurrent("a compensation", () => {
  it("is tried again when it does not answer", async () => {
    const { begin, calls } = openWorld({ pay: refuse("PAYMENT_DECLINED"), "undo pay": first(dontAnswer, dontAnswer) });
    expect(await untilEnded(await begin("k"))).toMatchObject({ state: "FAILED", reason: "PAYMENT_DECLINED" });
    expect(calls.slice(-4)).toEqual(["undo pay", "undo pay", "undo pay", "undo reserve"]);
  });

  it("is parked when it keeps failing, and finishes when it can: never dropped, never overtaken", async () => {
    let broken = true;
    const { begin, calls } = openWorld({
      pay: refuse("PAYMENT_DECLINED"),
      "undo pay": () => (broken ? refuse("LEDGER_CLOSED")() : nothing()),
    });
    const sagaId = await begin("l");
    await vi.waitFor(async () => expect(await stored(sagaId)).toMatchObject({ parked: true }), soon);
    expect(await stored(sagaId)).toMatchObject({
      state: "COMPENSATING",
      reason: "PAYMENT_DECLINED",
      steps: [{ state: "DONE" }, {}, { state: "PARKED", reason: "LEDGER_CLOSED" }],
    });
    expect(calls).not.toContain("undo reserve");
    broken = false;
    await lapse(sagaId);
    const saga = await untilEnded(sagaId);
    expect(saga).toMatchObject({ state: "FAILED", reason: "PAYMENT_DECLINED", parked: false });
    expect(statesOf(saga)).toEqual(["reserve COMPENSATED", "quote DONE", "pay COMPENSATED"]);
    expect(await endsOf(sagaId)).toEqual(["failed PAYMENT_DECLINED"]);
  });
});

describe.concurrent("a cancellation", () => {
  /** Asks for it while the step is under way, as a customer's call does: in SQL, by any instance. */
  const during = (step: string) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const world = openWorld({
      async [step]() {
        arrived.resolve();
        await promise;
      },
    });
    return {
      ...world,
      async cancel(sagaId: string) {
        await arrived.promise;
        await sql`update sagas set cancel_requested = true where saga_id = ${sagaId} and state = 'RUNNING'`;
        resolve();
      },
    };
  };

  it("turns the saga back before the pivot", async () => {
    const { begin, cancel, calls } = during("quote");
    const sagaId = await begin("m");
    await cancel(sagaId);
    expect(await untilEnded(sagaId)).toMatchObject({ state: "FAILED", reason: "CANCELLED_BY_CUSTOMER" });
    // The step that was about to be tried is undone too: it had been written down.
    expect(calls).toEqual(["reserve", "quote", "undo pay", "undo reserve"]);
    expect(await endsOf(sagaId)).toEqual(["failed CANCELLED_BY_CUSTOMER"]);
  });

  it("does not stop the saga once the pivot is being tried", async () => {
    const { begin, cancel, calls } = during("capture");
    const sagaId = await begin("n");
    await cancel(sagaId);
    expect(await untilEnded(sagaId)).toMatchObject({ state: "COMPLETED" });
    expect(calls.slice(-2)).toEqual(["capture", "ship"]);
  });
});
