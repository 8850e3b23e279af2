import { useState } from "react";

/** The last value that was there for this key: what is shown stays while it is asked for again, as after signing in. */
export function useKept<T>(value: T | undefined, key: string): T | undefined {
  const [kept, setKept] = useState<{ readonly key: string; readonly value: T }>();
  if (value !== undefined && (kept?.key !== key || kept.value !== value)) setKept({ key, value });
  return value ?? (kept?.key === key ? kept.value : undefined);
}
