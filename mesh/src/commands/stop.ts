// `mesh stop`: when it returns, nothing of this folder's mesh runs, whether its runner was alive or had been killed.

import { setTimeout as sleep } from "node:timers/promises";
import { call, isRunning, NotRunning } from "../control.ts";
import { stopLeftovers } from "../running.ts";
import type { State } from "../state.ts";

/** The longest orderly stop: four layers of 15 s each, and what clears up after. */
const LIMIT_MS = 65_000;

export async function stop(state: State): Promise<number> {
  try {
    await call(state, "stop");
  } catch (error) {
    if (!(error instanceof NotRunning)) throw error;
    const leftovers = await stopLeftovers(state);
    console.log(
      leftovers.length > 0 ? `Stopped what a mesh had left running: ${leftovers.join(", ")}.` : error.message,
    );
    return 0;
  }
  const deadline = Date.now() + LIMIT_MS;
  while (await isRunning(state)) {
    if (Date.now() > deadline)
      throw new Error(`The mesh has not stopped after ${LIMIT_MS / 1000} s. See ${state.path("logs")}.`);
    await sleep(100);
  }
  console.log("Stopped.");
  return 0;
}
