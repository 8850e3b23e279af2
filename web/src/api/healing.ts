// A composed page that came with parts missing is asked for again until it is whole: nobody has to reload it.
import { isDegraded } from "../ui/part.tsx";

type AnyPart = Parameters<typeof isDegraded>[0];

const AGAIN_MS = 3_000;

/** Options for `useQuery`: `parts` are those that may be degraded. */
export function healing<T>(parts: (page: T) => readonly AnyPart[]) {
  return {
    refetchInterval: ({ state }: { readonly state: { readonly data: T | undefined } }) =>
      state.data && parts(state.data).some(isDegraded) ? AGAIN_MS : (false as const),
  };
}
