// Silent refresh: trades the refresh cookie for new cookies, once for all tabs however many calls found the access token expired.
// A refresh token works once, so two tabs may not use it at the same time: the lock holds them apart.
import { createClient, type Transport } from "@connectrpc/connect";
import { isUnauthenticated } from "./errors.ts";
import { session } from "./session.ts";

const KEY = "meshmart.refreshed-at";

/**
 * Resolves when the cookies are newer than `since` (epoch milliseconds), which is when the failed call began. False when the session has
 * ended: then its cookies are gone, and nobody is signed in any more. Throws when the mesh cannot be asked.
 */
export type Refresh = (since: number) => Promise<boolean>;

/** @param transport one that does not refresh by itself */
export function createRefresh(transport: Transport): Refresh {
  let lastFailure: { readonly at: number; readonly error: unknown } | undefined;
  return (since) =>
    navigator.locks.request(KEY, async () => {
      if (Number(localStorage.getItem(KEY) ?? 0) > since) return session.current !== undefined;
      // Who waited while the mesh could not be asked does not wait for the same again.
      if (lastFailure && lastFailure.at > since) throw lastFailure.error;
      try {
        // The gateway fills in the token from its cookie.
        const { IdentityService } = await import("./identity.ts");
        await createClient(IdentityService, transport).refreshSession({});
      } catch (error) {
        if (!isUnauthenticated(error)) {
          lastFailure = { at: Date.now(), error };
          throw error;
        }
        // Nobody needs to be told of a session that this browser had forgotten.
        if (session.current) session.end("expired");
        localStorage.setItem(KEY, String(Date.now()));
        return false;
      }
      localStorage.setItem(KEY, String(Date.now()));
      session.prove();
      return true;
    });
}
