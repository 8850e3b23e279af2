// What a visitor chose for themselves, kept in this browser and the same in all its tabs: language, currency, where parcels go, light or
// dark. First what their browser says.
import { CURRENCIES, type Currency } from "./currencies.ts";

export { CURRENCIES, type Currency };

export const LANGUAGES = ["en", "ko"] as const;
export const THEMES = ["system", "light", "dark"] as const;

export type Language = (typeof LANGUAGES)[number];
export type Theme = (typeof THEMES)[number];

export interface Preferences {
  readonly language: Language;
  readonly currency: Currency;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly theme: Theme;
}

const KEY = "meshmart.preferences";

let current = read();
const listeners = new Set<() => void>();

export function preferencesNow(): Preferences {
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  localStorage.setItem(KEY, JSON.stringify(current));
  tell();
}

addEventListener("storage", ({ key }) => {
  if (key !== KEY && key !== null) return;
  current = read();
  tell();
});
showOnDocument();

function tell(): void {
  showOnDocument();
  for (const listener of listeners) listener();
}

/** For styles (`data-theme`), screen readers and hyphenation (`lang`). */
function showOnDocument(): void {
  const { dataset } = document.documentElement;
  document.documentElement.lang = current.language;
  if (current.theme === "system") delete dataset.theme;
  else dataset.theme = current.theme;
}

/** Called after each change, whichever tab made it. Answers with what stops it. */
export function subscribeToPreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Preferences {
  const korean = navigator.language.toLowerCase().startsWith("ko");
  const first: Preferences = { language: korean ? "ko" : "en", currency: "KRW", country: "KR", theme: "system" };
  try {
    const kept: Partial<Preferences> = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return {
      language: oneOf(LANGUAGES, kept.language) ?? first.language,
      currency: oneOf(CURRENCIES, kept.currency) ?? first.currency,
      country: /^[A-Z]{2}$/.test(kept.country ?? "") ? kept.country! : first.country,
      theme: oneOf(THEMES, kept.theme) ?? first.theme,
    };
  } catch {
    return first; // Not what we wrote.
  }
}

function oneOf<T>(all: readonly T[], value: T | undefined): T | undefined {
  return all.find((one) => one === value);
}
