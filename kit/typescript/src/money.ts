// Money: google.type.Money on the wire, integer minor units with a currency inside, never a floating-point number.
import { create } from "@bufbuild/protobuf";
import { MoneySchema, type Money as WireMoney } from "@meshmart/gen/google/type/money_pb";
import { DomainError } from "./errors.ts";

export interface Money {
  /** ISO 4217 code. */
  readonly currency: string;
  /** Whole minor units: won, cents. */
  readonly minor: bigint;
}

const NANOS = 1_000_000_000n;
/** Decimal places of a currency's minor unit (ISO 4217). */
const DECIMALS: Record<string, number> = { KRW: 0, USD: 2 };

export function toWire({ currency, minor }: Money): WireMoney {
  const scale = scaleOf(currency);
  return create(MoneySchema, {
    currencyCode: currency,
    units: minor / scale,
    nanos: Number((minor % scale) * (NANOS / scale)),
  });
}

/** Throws a DomainError for a currency that the shop does not take, or an amount finer than its minor unit. */
export function fromWire({ currencyCode, units, nanos }: WireMoney): Money {
  const scale = scaleOf(currencyCode);
  const step = NANOS / scale;
  if (BigInt(nanos) % step !== 0n) {
    throw new DomainError("invalid", "AMOUNT_TOO_FINE", `${currencyCode} has no fraction as fine as ${nanos} nanos.`);
  }
  return { currency: currencyCode, minor: units * scale + BigInt(nanos) / step };
}

export function times({ currency, minor }: Money, quantity: number): Money {
  return { currency, minor: minor * BigInt(quantity) };
}

/** Throws a DomainError when the currencies differ. */
export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) {
    throw new DomainError("invalid", "CURRENCY_MISMATCH", `${a.currency} and ${b.currency} cannot be added.`);
  }
  return { currency: a.currency, minor: a.minor + b.minor };
}

export function equal(a: Money, b: Money): boolean {
  return a.currency === b.currency && a.minor === b.minor;
}

function scaleOf(currency: string): bigint {
  const decimals = DECIMALS[currency];
  if (decimals === undefined) {
    const known = Object.keys(DECIMALS).join(", ");
    throw new DomainError("invalid", "CURRENCY_NOT_TAKEN", `The shop takes ${known}, not "${currency}".`, {
      field: "currency_code",
    });
  }
  return 10n ** BigInt(decimals);
}
