// The fourth step: what the whole shop calls the mesh with, and keeps what it answered in; and the first call.
import { createQueryClient } from "../api/query-client.ts";
import { createApi } from "../api/transport.ts";
import { readAhead } from "../pages/landing.ts";

export type Start = typeof api;

export const api = { ...createApi(location.origin), queryClient: createQueryClient() };

readAhead(location.pathname, api);
