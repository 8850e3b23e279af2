import { createFormat, type Format } from "./create-format.ts";
import type { Language } from "./preferences.ts";
import { usePreferences } from "./use-preferences.ts";

const formats: Readonly<Record<Language, Format>> = { en: createFormat("en"), ko: createFormat("ko") };

/** Amounts, dates and numbers as the visitor's language writes them. */
export function useFormat(): Format {
  return formats[usePreferences().language];
}
