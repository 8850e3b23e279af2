// Carries out redemptions and releases that came at the same time, in one transaction: the redemptions of all of them are locked, then
// the coupons, each in the order of their keys, so that no two transactions wait for each other in a ring. Whoever holds a coupon's
// lock alone decides about it, so its limits hold for all instances. A refused call takes nothing, and does not disturb the others.
import { type CallContext, withCall } from "@meshmart/kit/call-context";
import type { Database, Transaction } from "@meshmart/kit/database";
import type { EncodedEvent } from "@meshmart/kit/events";
import { beginUntilNotOvertaken, Overtaken } from "@meshmart/kit/overtaken";
import { redemptionEvent } from "./promotion-events.ts";
import type { Lookup, Redemption, Wish } from "./redemption.ts";
import { countUses, lockCoupons, lockRedemptions, useKey, wereRedeemed, writeRedemptions } from "./redemption-rows.ts";

/** One call: whose order it is, what it looks up, and what it does to what the order holds. */
export interface Call {
  readonly orderId: string;
  /** Undefined for a release. */
  readonly wish: Wish | undefined;
  /** Undefined: nothing changes. May refuse by throwing. */
  readonly decide: (held: Redemption | undefined, lookup: Lookup) => Redemption | undefined;
  readonly context: CallContext | undefined;
}

/** What a call came to: the order's redemption after it, or what it is refused with. */
export type Outcome = { readonly redemption: Redemption } | { readonly refusal: unknown };

/** Answers with what each call came to. */
export function settle(
  sql: Database,
  calls: readonly Call[],
): Promise<{ outcomes: readonly Outcome[]; hasEvents: boolean }> {
  // Another instance may commit an order's first row after our look: then there is one to look at.
  return beginUntilNotOvertaken(sql, "redemptions_pkey", (tx) => settleIn(tx, calls));
}

async function settleIn(tx: Transaction, calls: readonly Call[]) {
  const before = await lockRedemptions(tx, calls);
  const codes = [...calls.map(({ wish }) => wish), ...before.values()].flatMap((one) => one?.code ?? []);
  const coupons = await lockCoupons(tx, codes);
  // Statements after the locks: they see what others committed before they gave them up.
  const wishes = calls.flatMap(({ wish }) => wish ?? []);
  const unheld = wishes.map(({ orderId }) => orderId).filter((orderId) => !before.has(orderId));
  const [uses, isOvertaken] = await Promise.all([countUses(tx, wishes, coupons), wereRedeemed(tx, unheld)]);
  // What is used up may be so by the same call, repeated at another instance.
  if (isOvertaken) throw new Overtaken();
  const redemptions = new Map(before);
  const redeemed = new Map([...coupons].map(([code, { redeemed }]) => [code, redeemed]));
  const lookup: Lookup = {
    find: (code) =>
      coupons.has(code) ? { coupon: coupons.get(code)!.coupon, redeemed: redeemed.get(code)! } : undefined,
    usesOf: (code, customerId) => uses.get(useKey(code, customerId)) ?? 0,
  };
  const events: EncodedEvent[] = [];
  const apply = (after: Redemption) => {
    redemptions.set(after.orderId, after);
    if (after.code === undefined) return;
    events.push(redemptionEvent(after));
    const step = after.state === "REDEEMED" ? 1 : -1;
    const key = useKey(after.code, after.customerId);
    redeemed.set(after.code, redeemed.get(after.code)! + step);
    uses.set(key, (uses.get(key) ?? 0) + step);
  };
  const outcomes = calls.map(({ orderId, decide, context }): Outcome => {
    try {
      const after = decide(redemptions.get(orderId), lookup);
      if (after) withCall(context, () => apply(after));
      return { redemption: redemptions.get(orderId)! };
    } catch (refusal) {
      return { refusal };
    }
  });
  const written = [...redemptions.values()].filter((one) => before.get(one.orderId) !== one);
  if (written.length > 0) await writeRedemptions(tx, { written, before, redeemed, events });
  return { outcomes, hasEvents: events.length > 0 };
}
