import { createFormat, type Format } from "./create-format.ts";
import { type Language, usePreferences } from "./preferences.ts";

const formats: Readonly<Record<Language, Format>> = { en: createFormat("en"), ko: createFormat("ko") };

/** Amounts, dates and numbers as the visitor's language writes them. */
export function useFormat(): Format {
  return formats[usePreferences().language];
}
