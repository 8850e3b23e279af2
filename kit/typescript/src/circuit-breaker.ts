// A circuit breaker around the calls to one dependency: after several faults in a row it opens, and calls fail at once instead of
// waiting for somebody who does not answer; after a second one call tries, and closes it again if it works. Only real faults count:
// a product that is not there, or a caller who may not, says that the dependency is well.
import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from "cockatiel";
import { Counter, Gauge } from "prom-client";
import { connectError, errorInfo } from "./errors.ts";

const FAULTS_IN_A_ROW = 5;
const OPEN_MS = 1_000;
const FAULTS: ReadonlySet<Code> = new Set([Code.Unavailable, Code.DeadlineExceeded, Code.Internal, Code.Unknown]);

export const CIRCUIT_OPEN = "CIRCUIT_OPEN";

const state = new Gauge({
  name: "circuit_breaker_state",
  help: "0 closed, 1 half open, 2 open.",
  labelNames: ["dependency"],
});
const transitions = new Counter({
  name: "circuit_breaker_transitions_total",
  help: "Changes of state, by the state that was entered.",
  labelNames: ["dependency", "to"],
});

export function isFault(error: unknown): boolean {
  return FAULTS.has(ConnectError.from(error).code);
}

/** An interceptor for all methods of one client: its calls stand and fall together. Rejects with UNAVAILABLE (CIRCUIT_OPEN) while open. */
export function createCircuitBreaker(dependency: string): Interceptor {
  const policy = circuitBreaker(handleAll, {
    halfOpenAfter: OPEN_MS,
    breaker: new ConsecutiveBreaker(FAULTS_IN_A_ROW),
  });
  state.set({ dependency }, 0);
  policy.onStateChange((entered) => {
    const [name, value] =
      entered === CircuitState.Open
        ? ["open", 2]
        : entered === CircuitState.HalfOpen
          ? ["half_open", 1]
          : ["closed", 0];
    state.set({ dependency }, value as number);
    transitions.inc({ dependency, to: name as string });
  });

  return (next) => async (request) => {
    const attempt = async () => {
      try {
        return { response: await next(request) };
      } catch (error) {
        if (isFault(error)) throw error;
        return { error };
      }
    };
    const outcome = await policy.execute(attempt).catch((error) => {
      throw error instanceof BrokenCircuitError ? circuitOpen(dependency, error) : error;
    });
    if ("error" in outcome) throw outcome.error;
    return outcome.response;
  };
}

function circuitOpen(dependency: string, cause: unknown): ConnectError {
  const message = `The ${dependency} service has failed ${FAULTS_IN_A_ROW} times in a row and is given a rest. Try again in a second.`;
  return connectError(Code.Unavailable, message, [errorInfo(CIRCUIT_OPEN, dependency)], cause);
}
