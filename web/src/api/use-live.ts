// What is live on a page: the newest message of a server's stream. A stream that breaks is begun again, later each time, until it ends
// by itself or with an error that trying again does not mend; what was last known stays on the page meanwhile. A hidden tab listens to
// nothing: browsers open only six connections to one address.
import type { DescMessage, DescMethodServerStreaming, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { useTransport } from "@connectrpc/connect-query";
import { useEffect, useState } from "react";
import { useRefresh } from "./api-context.ts";
import { isTransient } from "./errors.ts";
import { mayBeMended, pause } from "./transport.ts";
import { useSession } from "./use-session.ts";
import { useVisible } from "./use-visible.ts";

const BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 5000;
const MAX_REFRESHES = 2;
/** An instance that leaves, a proxy that is restarted, a limit that is reached: all of them pass. */
const PASSING: ReadonlySet<Code> = new Set([
  Code.Unavailable,
  Code.DeadlineExceeded,
  Code.ResourceExhausted,
  Code.Aborted,
]);

export interface Live<T> {
  /** The newest message. */
  readonly data: T | undefined;
  /** Why there will be no more. */
  readonly error: ConnectError | undefined;
  readonly state: "connecting" | "live" | "reconnecting" | "ended";
}

export function useLive<I extends DescMessage, O extends DescMessage>(
  method: DescMethodServerStreaming<I, O>,
  input: MessageInitShape<I> | undefined,
): Live<MessageShape<O>> {
  const transport = useTransport();
  const refresh = useRefresh();
  const visible = useVisible();
  // Who signs in where a session has ended sees what is theirs again.
  const customerId = useSession()?.customerId;
  const [live, setLive] = useState<Live<MessageShape<O>>>({ data: undefined, error: undefined, state: "connecting" });
  // By value: a page may make its input anew each time it is drawn.
  const key = input && JSON.stringify(input);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another customer begins anew
  useEffect(() => {
    if (key === undefined || !visible) return;
    const gone = new AbortController();
    const { signal } = gone;
    const follow = async () => {
      for (let failures = 0; !signal.aborted; ) {
        const since = Date.now();
        try {
          const messages = once(JSON.parse(key) as MessageInitShape<I>);
          const { message } = await transport.stream(method, signal, undefined, undefined, messages);
          for await (const data of message) {
            failures = 0;
            setLive({ data, error: undefined, state: "live" });
          }
          return setLive((last) => ({ ...last, state: "ended" }));
        } catch (thrown) {
          if (signal.aborted) return;
          const error = ConnectError.from(thrown);
          if (mayBeMended(error)) {
            if (failures++ < MAX_REFRESHES && (await refresh(since).catch(() => false))) continue;
          } else if (PASSING.has(error.code) || isTransient(error) || isBroken(error)) {
            setLive((last) => ({ ...last, state: last.data ? "reconnecting" : "connecting" }));
            await pause(Math.min(BACKOFF_MS * 2 ** failures++, MAX_BACKOFF_MS), signal);
            continue;
          }
          return setLive((last) => ({ ...last, error, state: "ended" }));
        }
      }
    };
    void follow();
    return () => gone.abort();
  }, [transport, refresh, method, key, visible, customerId]);

  return live;
}

/** A connection that is cut in the middle of a stream: the browser's error, or an answer that stops short. */
function isBroken({ code, cause }: ConnectError): boolean {
  return code === Code.Unknown || code === Code.Internal || code === Code.Canceled || cause instanceof TypeError;
}

async function* once<T>(value: T): AsyncIterable<T> {
  yield value;
}
