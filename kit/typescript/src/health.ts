// grpc.health.v1: SERVING once the process can do its work, NOT_SERVING from the moment it begins to drain.
import { Code, type ServiceImpl } from "@connectrpc/connect";
import {
  type Health,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from "@meshmart/gen/grpc/health/v1/health_pb";
import { connectError } from "./errors.ts";

export interface HealthState {
  readonly impl: ServiceImpl<typeof Health>;
  readonly serving: boolean;
  set(serving: boolean): void;
}

/** Health of a process: of the whole (service name "") and of each service that it serves, always alike. */
export function createHealth(serviceNames: readonly string[]): HealthState {
  let serving = false;
  const waiters = new Set<() => void>();
  const status = () => ({ status: serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING });
  const knows = (name: string) => name === "" || serviceNames.includes(name);
  return {
    get serving() {
      return serving;
    },
    set(value) {
      serving = value;
      for (const wake of waiters) wake();
    },
    impl: {
      check({ service }) {
        if (knows(service)) return status();
        throw connectError(Code.NotFound, `This process does not serve "${service}".`);
      },
      list: () => ({ statuses: Object.fromEntries(["", ...serviceNames].map((name) => [name, status()])) }),
      async *watch({ service }, { signal }) {
        if (!knows(service)) yield { status: ServingStatus.SERVICE_UNKNOWN };
        let last: boolean | undefined;
        while (!signal.aborted) {
          if (knows(service) && last !== serving) {
            const drains = last === true;
            last = serving;
            yield status();
            // A process that has begun to drain waits for its streams to end: this one has no more to tell.
            if (drains) return;
          }
          if (last === serving || !knows(service)) await nextChange(waiters, signal);
        }
      },
    },
  };
}

function nextChange(waiters: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      waiters.delete(wake);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    waiters.add(wake);
    signal.addEventListener("abort", wake, { once: true });
  });
}
