// Methods of the contract that the gateway serves itself: they pass the same filters as the others, and are answered here.
import type { DescService, Message } from "@bufbuild/protobuf";
import { withCall } from "@meshmart/kit/call-context";
import { GUEST_HEADER, TOKEN_HEADER } from "@meshmart/kit/caller";
import { deadlineMsOf } from "@meshmart/kit/policy";
import type { Call, Next } from "./filters.ts";

export interface LocalService {
  readonly service: DescService;
  /** Unary methods by their local names. */
  readonly impl: Readonly<Record<string, (request: Message, call: Call) => Promise<Message>>>;
}

export function servedHere({ service, impl }: LocalService, next: Next): Next {
  return async (call) => {
    const { desc } = call.method;
    if (desc.parent.typeName !== service.typeName) return next(call);
    const context = {
      trace: call.trace,
      deadline: Date.now() + Math.min(call.deadlineMs, deadlineMsOf(desc)),
      credentials: { [TOKEN_HEADER]: call.metadata[TOKEN_HEADER], [GUEST_HEADER]: call.metadata[GUEST_HEADER] },
    };
    const response = await withCall(context, () => impl[desc.localName]!(call.request as Message, call));
    return { headers: {}, response };
  };
}
