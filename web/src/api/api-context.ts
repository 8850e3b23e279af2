import { createContext, use } from "react";
import type { Refresh } from "./refresh.ts";

export const RefreshContext = createContext<Refresh>(() => Promise.resolve(false));

/** For what reads streams: calls refresh by themselves. */
export function useRefresh(): Refresh {
  return use(RefreshContext);
}
