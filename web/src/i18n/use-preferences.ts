import { useSyncExternalStore } from "react";
import { type Preferences, preferencesNow, subscribeToPreferences } from "./preferences.ts";

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribeToPreferences, preferencesNow);
}
