// Rate, errors and duration of every route, for Prometheus. Routes are the contract's, so their number is bounded.
import { Code } from "@connectrpc/connect";
import { Counter, Gauge, Histogram } from "prom-client";

export interface Outcome {
  readonly route: string;
  readonly protocol: string;
  readonly code: Code | undefined;
  readonly isUnary: boolean;
  readonly response: { readonly statusCode: number };
}

export interface RequestMetrics {
  count(outcome: Outcome, seconds: number): void;
}

interface Series {
  readonly counters: Map<string, Counter.Internal>;
  readonly duration: Histogram.Internal<"route" | "protocol">;
}

/** `inFlight` is asked at each scrape. Make it once a process: Prometheus' registry is global. */
export function createRequestMetrics(inFlight: () => number): RequestMetrics {
  const requests = new Counter({
    name: "gateway_requests_total",
    help: "Requests answered, by route, protocol and gRPC code.",
    labelNames: ["route", "protocol", "code"] as const,
  });
  const duration = new Histogram({
    name: "gateway_request_duration_seconds",
    help: "From a request's headers to the end of its answer; streams are left out.",
    labelNames: ["route", "protocol"] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  new Gauge({
    name: "gateway_requests_in_flight",
    help: "Requests being served, streams included.",
    collect() {
      this.set(inFlight());
    },
  });

  // Looking a series up by its labels costs more than counting: they are kept.
  const kept = new Map<string, Series>();
  const seriesOf = (route: string, protocol: string): Series => {
    const key = `${protocol} ${route}`;
    let series = kept.get(key);
    if (!series) {
      series = { counters: new Map(), duration: duration.labels({ route, protocol }) };
      kept.set(key, series);
    }
    return series;
  };

  return {
    count({ route, protocol, code, isUnary, response }, seconds) {
      const series = seriesOf(route, protocol);
      const outcome =
        code === undefined ? (response.statusCode < 400 ? "Ok" : String(response.statusCode)) : Code[code];
      let counter = series.counters.get(outcome);
      if (!counter) {
        counter = requests.labels({ route, protocol, code: outcome });
        series.counters.set(outcome, counter);
      }
      counter.inc();
      if (isUnary) series.duration.observe(seconds);
    },
  };
}
