// How the shop calls the mesh: Connect with JSON at the page's own origin, GET for what has no side effects. What the contract says of a
// method is kept here, once for all pages: its deadline, and whether it may be tried again.
import type { DescMethod } from "@bufbuild/protobuf";
import type { Interceptor, Transport } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { isTokenRefused, isTransient, isUnauthenticated, retryDelayMsOf } from "./errors.ts";
import { deadlineMsOf, isPublicRead, mayBeRepeated, needsSignIn } from "./policy.ts";
import { createRefresh, type Refresh } from "./refresh.ts";
import { session } from "./session.ts";

const MAX_TRIES = 3;
const BACKOFF_MS = 200;
/** So long a public read waits for a new token: many times what that takes, and time is left to do without one. */
const PATIENCE_MS = 2_000;

export interface Api {
  readonly transport: Transport;
  /** For streams, whose errors arrive while they are read. */
  readonly refresh: Refresh;
}

export function createApi(baseUrl: string): Api {
  // A refresh must not die with the page that asked for it: its answer carries the only token that still works.
  const keptAlive: typeof fetch = (input, init) => fetch(input, { ...init, keepalive: true });
  const refresh = createRefresh(createConnectTransport({ baseUrl, fetch: keptAlive, defaultTimeoutMs: 5000 }));
  const asStranger: typeof fetch = (input, init) => fetch(input, { ...init, credentials: "omit" });
  const strangers = createConnectTransport({ baseUrl, useHttpGet: true, fetch: asStranger, interceptors: [retrying] });
  const interceptors = [refreshing(refresh, strangers), retrying];
  const inner = createConnectTransport({ baseUrl, useHttpGet: true, interceptors });
  return { transport: withDeadlines(inner), refresh };
}

/** A call without a deadline gets the contract's. */
function withDeadlines({ unary, stream }: Transport): Transport {
  const limit = (method: DescMethod, timeoutMs: number | undefined) => timeoutMs ?? deadlineMsOf(method);
  return {
    unary: (method, signal, timeoutMs, ...rest) => unary(method, signal, limit(method, timeoutMs), ...rest),
    stream: (method, signal, timeoutMs, ...rest) => stream(method, signal, limit(method, timeoutMs), ...rest),
  };
}

/**
 * A call whose access token was refused is made again with a new one, and its caller notices nothing. Where the session has ended the
 * cookies are gone: then it is made as a stranger's, so that what is for everybody stays so. While nobody can be asked for a new token the
 * session is kept: a public read is made without it, and what needs it fails.
 */
function refreshing(refresh: Refresh, strangers: Transport): Interceptor {
  return (next) => async (request) => {
    const since = Date.now();
    try {
      const answer = await next(request);
      if (needsSignIn(request.method)) session.prove();
      return answer;
    } catch (error) {
      if (request.stream || !mayBeMended(error)) throw error;
      const { method, signal, header, message } = request;
      if (!isPublicRead(method)) {
        await refresh(since);
        return next(request);
      }
      const isRenewed = refresh(since).then(
        () => true,
        () => false,
      );
      const isLate = pause(PATIENCE_MS, signal).then(() => false);
      if (await Promise.race([isRenewed, isLate])) return next(request);
      return strangers.unary(method, signal, undefined, header, message);
    }
  };
}

/** Who believes to be signed in and is told to sign in has lost the cookie alone, maybe. */
export function mayBeMended(error: unknown): boolean {
  return isTokenRefused(error) || (isUnauthenticated(error) && session.current !== undefined);
}

/** What may be repeated is, while the mesh is briefly away: three times at the most, later each time, and within the deadline. */
const retrying: Interceptor = (next) => async (request) => {
  for (let tries = 1; ; tries++) {
    try {
      return await next(request);
    } catch (error) {
      const again = !request.stream && mayBeRepeated(request.method) && isTransient(error) && tries < MAX_TRIES;
      if (!again || request.signal.aborted) throw error;
      const backoffMs = BACKOFF_MS * 2 ** tries * (0.5 + Math.random() / 2);
      await pause(retryDelayMsOf(error) ?? backoffMs, request.signal);
    }
  }
};

/** Resolves after the time, or at once when the call is given up: the next try then fails by itself. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
}
