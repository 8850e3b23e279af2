// The words of a page stand beside it, in every language; a language that lacks one does not compile. A message with something in it
// is a function.
import { once } from "./once.ts";
import type { Language } from "./preferences.ts";
import { usePreferences } from "./use-preferences.ts";

/** Each language has the same messages as English, which comes first. */
export type Messages<T> = Readonly<Record<Language, T>>;

/** biome-ignore lint/suspicious/noExplicitAny: what a message takes is its own. */
type Message = string | ((...values: any[]) => string);
type Shape<T> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] };

export function defineMessages<T extends Record<string, Message>>(
  messages: { readonly en: T } & Readonly<Record<Exclude<Language, "en">, Shape<NoInfer<T>>>>,
): Messages<Shape<T>> {
  return messages as Messages<Shape<T>>;
}

export function useMessages<T>(messages: Messages<T>): T {
  return messages[usePreferences().language];
}

const numbers = once(() => new Intl.NumberFormat("en"));
const plurals = once(() => new Intl.PluralRules("en"));

/** English only: Korean has no plural. `plural(1, "item")` is "1 item", `plural(2, "item")` "2 items". */
export function plural(count: number, one: string, other = `${one}s`): string {
  return `${numbers().format(count)} ${plurals().select(count) === "one" ? one : other}`;
}
