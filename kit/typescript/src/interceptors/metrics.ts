// Rate, errors and duration of every method, for Prometheus.
import { Code } from "@connectrpc/connect";
import { Counter, Histogram } from "prom-client";
import type { ServerInterceptor } from "../interceptor.ts";

const requests = new Counter({
  name: "rpc_server_requests_total",
  help: "Calls served, by outcome.",
  labelNames: ["service", "method", "code"],
});
const duration = new Histogram({
  name: "rpc_server_duration_seconds",
  help: "From the first byte of a call to its answer.",
  labelNames: ["service", "method"],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
});

export const metrics: ServerInterceptor = (method) => {
  const labels = { service: method.parent.typeName, method: method.name };
  const seconds = duration.labels(labels);
  const counters = new Map<string, Counter.Internal>();
  return {
    finish: (call, error) => {
      const code = error ? Code[error.code] : "Ok";
      let counter = counters.get(code);
      if (!counter) {
        counter = requests.labels({ ...labels, code });
        counters.set(code, counter);
      }
      counter.inc();
      seconds.observe((performance.now() - call.startedAt) / 1000);
    },
  };
};
