// Refuses what a process cannot take on: beyond a number of calls at once, more would make every one of them late. The caller is told
// at once, and when to come back. Streams do not count: they wait more than they work.

import { create } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import { RetryInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { connectError, errorInfo } from "../errors.ts";
import type { ServerInterceptor } from "../interceptor.ts";
import { meshNameOf } from "../policy.ts";

const RETRY_AFTER = { nanos: 200_000_000 };

/** At most `limit` unary calls at once over all methods. Must be the first interceptor: it counts every call, also refused ones. */
export function admission(limit: number): ServerInterceptor {
  let inFlight = 0;
  return (method) => {
    if (method.methodKind !== "unary") return undefined;
    const service = meshNameOf(method.parent.typeName);
    return {
      begin() {
        if (++inFlight <= limit) return;
        throw connectError(
          Code.ResourceExhausted,
          `The ${service} service has ${limit} calls at once and takes no more. Try again in a moment.`,
          [
            errorInfo("OVERLOADED", service),
            anyPack(RetryInfoSchema, create(RetryInfoSchema, { retryDelay: RETRY_AFTER })),
          ],
        );
      },
      finish() {
        inFlight--;
      },
    };
  };
}
