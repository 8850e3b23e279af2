import { useMemo } from "react";
import { createFormat, type Format } from "./create-format.ts";
import { usePreferences } from "./preferences.ts";

/** Amounts, dates and numbers as the visitor's language writes them. */
export function useFormat(): Format {
  const { language } = usePreferences();
  return useMemo(() => createFormat(language), [language]);
}
