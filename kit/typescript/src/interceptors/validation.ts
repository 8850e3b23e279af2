// Refuses messages that break the contract's buf.validate rules, naming every field that is wrong, before a handler sees them.
import { pathToString } from "@bufbuild/protobuf/reflect";
import { createValidator } from "@bufbuild/protovalidate";
import { Code } from "@connectrpc/connect";
import { badRequest, connectError, errorInfo } from "../errors.ts";
import type { ServerInterceptor } from "../interceptor.ts";
import { meshNameOf } from "../policy.ts";

const validator = createValidator();

export const validation: ServerInterceptor = (method) => {
  const service = meshNameOf(method.parent.typeName);
  return {
    receive: (_call, message) => {
      const result = validator.validate(method.input, message);
      if (result.kind === "valid") return;
      if (result.kind === "error") throw result.error;
      const violations = result.violations.map((violation) => ({
        field: pathToString(violation.field),
        description: violation.message,
      }));
      const first = violations[0]!;
      const more = violations.length > 1 ? ` (and ${violations.length - 1} more)` : "";
      throw connectError(Code.InvalidArgument, `${first.field || "request"}: ${first.description}${more}`, [
        errorInfo("INVALID_REQUEST", service),
        badRequest(violations),
      ]);
    },
  };
};
