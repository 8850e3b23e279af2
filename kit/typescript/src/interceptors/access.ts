// Who may call: the contract's access option, enforced again in each service, before anything is looked up.
// A method without the option is for nobody.
import { Code } from "@connectrpc/connect";
import { Access } from "@meshmart/gen/meshmart/options/v1/options_pb";
import { connectError, errorInfo } from "../errors.ts";
import type { ServerInterceptor } from "../interceptor.ts";
import { meshNameOf, policyOf } from "../policy.ts";

/** The infrastructure's own protocols: health checks and reflection are open to whoever reaches the port. */
const INFRASTRUCTURE = "grpc.";

export const access: ServerInterceptor = (method) => {
  if (method.parent.typeName.startsWith(INFRASTRUCTURE)) return undefined;
  const { access, callers } = policyOf(method);
  if (access === Access.PUBLIC) return undefined;

  const service = meshNameOf(method.parent.typeName);
  const refuse = (message: string) => {
    throw connectError(Code.PermissionDenied, message, [
      errorInfo("CALLER_NOT_ALLOWED", service, { method: method.name }),
    ]);
  };
  if (access !== Access.SERVICE)
    return { begin: () => refuse(`${method.name} needs a signed-in caller, and sign-in is not part of the mesh yet.`) };
  return {
    begin: ({ caller }) => {
      if (caller !== undefined && (callers.length === 0 || callers.includes(caller))) return;
      const allowed = callers.length === 0 ? "services of the mesh" : callers.join(", ");
      refuse(`${method.name} may be called by ${allowed} only, not by ${caller ?? "a caller without a name"}.`);
    },
  };
};
