// Sums of money, exact: nanos of a unit as one integer.
import { create } from "@bufbuild/protobuf";
import { type Money, MoneySchema } from "@meshmart/gen/google/type/money_pb";

const NANOS = 1_000_000_000n;

/** All of them are of one currency. Undefined of nothing. */
export function sum(amounts: readonly (Money | undefined)[]): Money | undefined {
  const given = amounts.filter((amount) => amount !== undefined);
  return (
    given[0] &&
    toMoney(
      given[0].currencyCode,
      given.reduce((total, amount) => total + nanosOf(amount), 0n),
    )
  );
}

export function times(money: Money, factor: number): Money {
  return toMoney(money.currencyCode, nanosOf(money) * BigInt(factor));
}

export function negate(money: Money): Money {
  return toMoney(money.currencyCode, -nanosOf(money));
}

export function isSame(a: Money | undefined, b: Money | undefined): boolean {
  return a !== undefined && b !== undefined && a.currencyCode === b.currencyCode && nanosOf(a) === nanosOf(b);
}

export function isZero(money: Money): boolean {
  return nanosOf(money) === 0n;
}

/** An amount as people type it: "12,900", "9.90". Undefined: it is none, or finer than the currency's smallest unit. */
export function parseMoney(text: string, currencyCode: string): Money | undefined {
  const [, whole, fraction = ""] = /^(\d{1,15})(?:\.(\d{1,9}))?$/.exec(text.replaceAll(/[\s,]/g, "")) ?? [];
  if (whole === undefined || fraction.length > fractionDigitsOf(currencyCode)) return undefined;
  return toMoney(currencyCode, BigInt(whole) * NANOS + BigInt(fraction.padEnd(9, "0")));
}

/** What parseMoney reads, for an input: "12900", "9.90". */
export function amountOf(money: Money): string {
  const digits = fractionDigitsOf(money.currencyCode);
  const nanos = String(nanosOf(money)).padStart(10, "0");
  const [whole, fraction] = [nanos.slice(0, -9), nanos.slice(-9)];
  return digits === 0 ? whole : `${whole}.${fraction.slice(0, digits)}`;
}

export function fractionDigitsOf(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 0;
}

function nanosOf({ units, nanos }: Money): bigint {
  return units * NANOS + BigInt(nanos);
}

function toMoney(currencyCode: string, nanos: bigint): Money {
  return create(MoneySchema, { currencyCode, units: nanos / NANOS, nanos: Number(nanos % NANOS) });
}
