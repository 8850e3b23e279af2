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

function nanosOf({ units, nanos }: Money): bigint {
  return units * NANOS + BigInt(nanos);
}

function toMoney(currencyCode: string, nanos: bigint): Money {
  return create(MoneySchema, { currencyCode, units: nanos / NANOS, nanos: Number(nanos % NANOS) });
}
