import { expect, it } from "vitest";
import { afterFailure, type Failures, isForgotten, pauseLeftMs } from "./attempts.ts";

const MINUTE = 60_000;

/** As if a wrong password came at each of these times. */
function failuresAt(...times: number[]): Failures {
  return times.reduce<Failures | undefined>((before, now) => afterFailure(before, now), undefined)!;
}

it("lets four failures pass, and pauses after the fifth within fifteen minutes", () => {
  const four = failuresAt(0, 1, 2, 3);
  expect(pauseLeftMs(four, 3)).toBe(0);
  const five = afterFailure(four, 14 * MINUTE);
  expect(pauseLeftMs(five, 14 * MINUTE)).toBe(30_000);
  expect(pauseLeftMs(five, 14 * MINUTE + 29_999)).toBe(1);
  expect(pauseLeftMs(five, 14 * MINUTE + 30_000)).toBe(0);
});

it("begins to count again fifteen minutes after the first failure", () => {
  expect(failuresAt(0, 1, 2, 3, 15 * MINUTE)).toEqual({
    failures: 1,
    firstFailedAt: 15 * MINUTE,
    blockedUntil: undefined,
  });
});

it("doubles the pause with each further failure, up to fifteen minutes", () => {
  let state = failuresAt(0, 1, 2, 3, 4);
  const pauses: number[] = [];
  for (let turn = 0; turn < 8; turn++) {
    const now = state.blockedUntil!;
    state = afterFailure(state, now);
    pauses.push(pauseLeftMs(state, now) / 1000);
  }
  expect(pauses).toEqual([60, 120, 240, 480, 900, 900, 900, 900]);
});

it("counts nothing within a pause, so that nobody is kept out for longer by others who go on guessing", () => {
  const paused = failuresAt(0, 1, 2, 3, 4);
  expect(afterFailure(paused, 1_000)).toBe(paused);
});

it("remembers who was paused for fifteen minutes after the pause", () => {
  const paused = failuresAt(0, 0, 0, 0, 0);
  expect(isForgotten(paused, 30_000 + 15 * MINUTE - 1)).toBe(false);
  expect(isForgotten(paused, 30_000 + 15 * MINUTE)).toBe(true);
  expect(afterFailure(paused, 30_000 + 15 * MINUTE).failures).toBe(1);
});
