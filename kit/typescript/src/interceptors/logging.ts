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
    // A call's own fields are no secrets, and need not be searched for any; what is behind an error of ours may be anything.
    const calls = log.child({ method: name }, { redact: [] });
    const faults = log.child({ method: name });
    const usual = method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS ? "debug" : "info";
    return {
      finish: (call, error) => {
        const level = error && OUR_FAULT.has(error.code) ? "error" : usual;
        if (!log.isLevelEnabled(level)) return;
        const fields: Record<string, unknown> = { ms: Math.round((performance.now() - call.startedAt) * 10) / 10 };
        if (call.caller) fields.caller = call.caller;
        if (error) Object.assign(fields, { code: Code[error.code], reason: reasonOf(error) });
        if (level === "error") faults.error({ ...fields, err: error!.cause ?? error }, "call");
        else calls[level](fields, "call");
      },
    };
  };
}
