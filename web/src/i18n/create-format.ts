// Amounts, dates and numbers as the visitor's language writes them. Money stays exact: no amount becomes a floating-point number.
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { Money } from "@meshmart/gen/google/type/money_pb";
import { once } from "./once.ts";
import type { Language } from "./preferences.ts";

export interface Format {
  /** "₩12,900", "$9.90". */
  money(money: Money): string;
  /** "Nov 25". */
  day(date: Date): string;
  /** "Nov 26 – 28"; one day where both are the same. */
  days(first: Date, last: Date): string;
  /** "Nov 25, 2026". */
  date(timestamp: Timestamp): string;
  /** "Nov 25, 2026, 10:30 PM". */
  time(timestamp: Timestamp): string;
  /** "10:30:05 PM". */
  clock(timestamp: Timestamp): string;
  number(value: number | bigint): string;
  /** "a, b and c". */
  list(values: readonly string[]): string;
  /** Name of a country by its code. */
  country(code: string): string;
}

export function createFormat(language: Language): Format {
  const currencies = new Map<string, Intl.NumberFormat>();
  const day = once(() => new Intl.DateTimeFormat(language, { month: "short", day: "numeric", weekday: "short" }));
  const date = once(() => new Intl.DateTimeFormat(language, { dateStyle: "medium" }));
  const time = once(() => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }));
  const clock = once(() => new Intl.DateTimeFormat(language, { timeStyle: "medium" }));
  const number = once(() => new Intl.NumberFormat(language));
  const list = once(() => new Intl.ListFormat(language));
  const countries = once(() => new Intl.DisplayNames(language, { type: "region" }));
  return {
    money(money) {
      let format = currencies.get(money.currencyCode);
      if (!format) {
        const currency = money.currencyCode;
        format = new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
        currencies.set(currency, format);
      }
      return format.format(decimalOf(money));
    },
    day: (value) => day().format(value),
    days: (first, last) => day().formatRange(first, last),
    date: (timestamp) => date().format(timestampDate(timestamp)),
    time: (timestamp) => time().format(timestampDate(timestamp)),
    clock: (timestamp) => clock().format(timestampDate(timestamp)),
    number: (value) => number().format(value),
    list: (values) => list().format(values),
    country: (code) => countries().of(code) ?? code,
  };
}

/** "-12.5": what Intl formats without rounding through a float. */
export function decimalOf({ units, nanos }: Money): `${number}` {
  const sign = units < 0n || nanos < 0 ? "-" : "";
  const whole = units < 0n ? -units : units;
  return `${sign}${whole}.${String(Math.abs(nanos)).padStart(9, "0")}` as `${number}`;
}
