// What the call being served passes on to everything that it causes: its trace, its deadline, and whom it is for.
// Held by Node's AsyncLocalStorage, so that clients and logs find it without being handed it.
import { AsyncLocalStorage } from "node:async_hooks";
import type { TraceContext } from "./trace.ts";

export interface CallContext {
  readonly trace: TraceContext;
  /** Milliseconds since the epoch, or Infinity: calls made for this one end by then. */
  readonly deadline: number;
  /** The end user's credentials, as metadata. Work that outlives the call, such as a saga, has none. */
  readonly credentials?: Credentials | undefined;
}

export interface Credentials {
  readonly authorization?: string | undefined;
  readonly "x-guest-id"?: string | undefined;
}

const storage = new AsyncLocalStorage<CallContext | undefined>();

export function currentCall(): CallContext | undefined {
  return storage.getStore();
}

export function withCall<T>(context: CallContext | undefined, run: () => T): T {
  return storage.run(context, run);
}
