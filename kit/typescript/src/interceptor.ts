// What happens around every call that a service serves. An interceptor is asked once for each method, at start, so that it looks up
// the contract then and not at each call; its hooks run in the order of the list, and `finish` in the reverse order.
import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { ConnectError } from "@connectrpc/connect";
import type { ServerCall } from "./server-call.ts";

export interface CallHooks {
  /** Before the handler. Throws to refuse the call. */
  begin?(call: ServerCall): void;
  /** For every message received. Throws to refuse it. */
  receive?(call: ServerCall, message: Message): void;
  /** After the answer, or the error that is about to be sent. Must not throw. */
  finish?(call: ServerCall, error: ConnectError | undefined): void;
}

/** Undefined: nothing to do for this method. */
export type ServerInterceptor = (method: DescMethod) => CallHooks | undefined;

/** The hooks of all interceptors for one method, as one. */
export function combine(interceptors: readonly ServerInterceptor[], method: DescMethod): Required<CallHooks> {
  const hooks = interceptors.map((interceptor) => interceptor(method)).filter((found) => found !== undefined);
  const begin = hooks.filter((hook) => hook.begin);
  const receive = hooks.filter((hook) => hook.receive);
  const finish = hooks.filter((hook) => hook.finish).reverse();
  return {
    begin: (call) => {
      for (const hook of begin) hook.begin!(call);
    },
    receive: (call, message) => {
      for (const hook of receive) hook.receive!(call, message);
    },
    finish: (call, error) => {
      for (const hook of finish) hook.finish!(call, error);
    },
  };
}
