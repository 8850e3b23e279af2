// What an amount is in points: one is worth one won, or a tenth of a cent (meshmart.payment.v1.Points).
import type { Money } from "@meshmart/gen/google/type/money_pb";

/** Undefined for a currency that points do not pay. */
export function pointsFor({ currencyCode, units, nanos }: Money): bigint | undefined {
  if (currencyCode === "KRW") return units;
  if (currencyCode === "USD") return units * 1000n + BigInt(nanos) / 1_000_000n;
  return undefined;
}
