// One line a call: commands at info, reads at debug, our own faults at error with their cause. Never a payload.

import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import { reasonOf } from "../errors.ts";
import type { ServerInterceptor } from "../interceptor.ts";
import type { Logger } from "../log.ts";

const OUR_FAULT = new Set([Code.Internal, Code.Unknown, Code.DataLoss]);

export function logging(log: Logger): ServerInterceptor {
  return (method) => {
    const name = `${method.parent.typeName}/${method.name}`;
    const usual = method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS ? "debug" : "info";
    return {
      finish: (call, error) => {
        const level = error && OUR_FAULT.has(error.code) ? "error" : usual;
        if (!log.isLevelEnabled(level)) return;
        const fields: Record<string, unknown> = {
          method: name,
          ms: Math.round((performance.now() - call.startedAt) * 10) / 10,
        };
        if (call.caller) fields.caller = call.caller;
        if (error) Object.assign(fields, { code: Code[error.code], reason: reasonOf(error) });
        if (level === "error") fields.err = error!.cause ?? error;
        log[level](fields, "call");
      },
    };
  };
}
