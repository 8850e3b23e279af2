// The cache of what was read. Calls are tried again by the transport, which knows the contract; here nothing is.
import { QueryClient } from "@tanstack/query-core";
import { session } from "./session.ts";

const FRESH_MS = 5_000;

export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: FRESH_MS, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
  // What one customer has seen is not shown to the next, nor to a stranger.
  let customerId = session.current?.customerId;
  session.subscribe(() => {
    if (session.current?.customerId === customerId) return;
    customerId = session.current?.customerId;
    void client.resetQueries();
  });
  return client;
}
