// Asks once after the start, when nothing else is to do, whether who this browser believes to be signed in still is: the session may have been
// ended from elsewhere, and names and roles change.
import { createClient } from "@connectrpc/connect";
import { useTransport } from "@connectrpc/connect-query";
import { useEffect } from "react";
import { session } from "./session.ts";

const LATEST_MS = 3_000;

export function useVerifiedSession(): void {
  const transport = useTransport();
  useEffect(() => {
    if (!session.current) return;
    const { customerId } = session.current;
    return whenIdle(async () => {
      try {
        const { IdentityService, signedInOf } = await import("./identity.ts");
        const { customer } = await createClient(IdentityService, transport).getMe({});
        // Unless somebody else has signed in, or out, meanwhile.
        if (customer && session.current?.customerId === customerId) session.begin(signedInOf(customer));
      } catch {
        // The session is over, which the refresh has found and told; or the mesh is away, and what it says later will do.
      }
    });
  }, [transport]);
}

/** Safari has no idle callbacks. */
function whenIdle(act: () => Promise<void>): () => void {
  if (!("requestIdleCallback" in globalThis)) {
    const timer = setTimeout(act, LATEST_MS);
    return () => clearTimeout(timer);
  }
  const callback = requestIdleCallback(() => void act(), { timeout: LATEST_MS });
  return () => cancelIdleCallback(callback);
}
