// Who may call: the contract's access option, enforced again in each service, before anything is looked up.
import { type Caller, guardOf, identify } from "../caller.ts";
import type { ServerInterceptor } from "../interceptor.ts";
import type { TokenKeys } from "../token-keys.ts";

/** The infrastructure's own protocols: health checks and reflection are open to whoever reaches the port. */
const INFRASTRUCTURE = "grpc.";

export function access({ verify }: Pick<TokenKeys, "verify">): ServerInterceptor {
  return (method) => {
    if (method.parent.typeName.startsWith(INFRASTRUCTURE)) return undefined;
    const guard = guardOf(method);
    return {
      begin(call) {
        const identity: Caller = identify((name) => call.metadata.get(name)[0]?.toString(), verify);
        guard(identity);
        call.identity = identity;
      },
    };
  };
}
