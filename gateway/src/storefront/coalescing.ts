// Identical reads that are under way at the same time become one: a product that a thousand people look at is read once at a time.
// Only for reads whose answer is the same for everybody.
import { toBinary } from "@bufbuild/protobuf";
import type { Interceptor, UnaryRequest } from "@connectrpc/connect";
import { Counter } from "prom-client";

const coalesced = new Counter({
  name: "storefront_coalesced_reads_total",
  help: "Reads that were answered by an identical one under way.",
  labelNames: ["method"],
});

export function coalesceReads(): Interceptor {
  const underWay = new Map<string, ReturnType<Parameters<Interceptor>[0]>>();
  return (next) => (request) => {
    const { method, message } = request as UnaryRequest;
    const key = `${request.url} ${Buffer.from(toBinary(method.input, message)).toString("latin1")}`;
    const other = underWay.get(key);
    if (other) {
      coalesced.inc({ method: method.name });
      return other;
    }
    const read = next(request).finally(() => underWay.delete(key));
    underWay.set(key, read);
    return read;
  };
}
