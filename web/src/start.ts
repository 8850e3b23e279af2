// What the whole shop calls the mesh with, and keeps what it answered in; and the first call. Nothing here needs what draws, so that a
// browser still fetches that while the mesh is asked.
import { createQueryClient } from "./api/query-client.ts";
import { createApi } from "./api/transport.ts";
import { readAhead } from "./pages/landing.ts";

export const { transport, refresh } = createApi(location.origin);
export const queryClient = createQueryClient();

readAhead(location.pathname, transport, queryClient);
