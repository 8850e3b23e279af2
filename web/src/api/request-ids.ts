// The id of a write (request_id): the same while the same thing is meant, so that pressing again after an answer was lost does it once.
import { useRef } from "react";

export interface RequestIds {
  /** The id for this request, which may be tried again: `intent` is all that it says. */
  readonly of: (intent: string) => string;
  /** It was done: meaning the same again is something new. */
  readonly done: () => void;
}

export function useRequestIds(): RequestIds {
  const last = useRef<{ readonly intent: string; readonly id: string }>(undefined);
  return {
    of(intent) {
      if (last.current?.intent !== intent) last.current = { intent, id: crypto.randomUUID() };
      return last.current.id;
    },
    done() {
      last.current = undefined;
    },
  };
}
