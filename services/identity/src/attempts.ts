// How often a password may be guessed: five failures for one address within fifteen minutes, then a pause that doubles with each
// further failure, up to fifteen minutes. Nothing tells known addresses from unknown ones. Pure.

const FREE_FAILURES = 5;
const WINDOW_MS = 15 * 60_000;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = WINDOW_MS;

export interface Failures {
  readonly failures: number;
  /** When the first of them was, in milliseconds since the epoch, as all times here. */
  readonly firstFailedAt: number;
  readonly blockedUntil: number | undefined;
}

/** How long no password is looked at; 0 when one may be tried. */
export function pauseLeftMs({ blockedUntil }: Failures, now: number): number {
  return Math.max(0, (blockedUntil ?? 0) - now);
}

/** After one more failure, which is not counted within a pause: it was not looked at whether it was one. */
export function afterFailure(before: Failures | undefined, now: number): Failures {
  if (!before || isForgotten(before, now)) return { failures: 1, firstFailedAt: now, blockedUntil: undefined };
  if (pauseLeftMs(before, now) > 0) return before;
  const failures = before.failures + 1;
  const further = failures - FREE_FAILURES;
  const pauseMs = further < 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** further, LONGEST_PAUSE_MS);
  return { ...before, failures, blockedUntil: pauseMs > 0 ? now + pauseMs : undefined };
}

/** Who was paused is remembered for a window after the pause, or the pauses would never grow. */
export function isForgotten({ firstFailedAt, blockedUntil }: Failures, now: number): boolean {
  return now >= (blockedUntil ?? firstFailedAt) + WINDOW_MS;
}
