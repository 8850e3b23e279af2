// Carries out redemptions and releases that came at the same time, in one transaction: the redemptions of all of them are locked, then
// the coupons, each in the order of their keys, so that no two transactions wait for each other in a ring. Whoever holds a coupon's
// lock alone decides about it, so its limits hold for all instances. A refused call takes nothing, and does not disturb the others.
import { type CallContext, withCall } from "@meshmart/kit/call-context";
import { type Database, isUniqueViolation, type Transaction } from "@meshmart/kit/database";
import type { EncodedEvent } from "@meshmart/kit/events";
import { appendEvents } from "@meshmart/kit/outbox";
import type { Coupon } from "./coupon.ts";
import { type CouponRow, toCoupon } from "./coupon-store.ts";
import { redemptionEvent } from "./promotion-events.ts";
import type { Lookup, Redemption } from "./redemption.ts";

/** One call: whose order it is, what it looks up, and what it does to what the order holds. */
export interface Call {
  readonly orderId: string;
  /** Whose use of which coupon; undefined for a release. */
  readonly wish: { readonly code: string; readonly customerId: string } | undefined;
  /** Undefined: nothing changes. May refuse by throwing. */
  readonly decide: (held: Redemption | undefined, lookup: Lookup) => Redemption | undefined;
  readonly context: CallContext | undefined;
}

/** What a call came to: the order's redemption after it, or what it is refused with. */
export type Outcome = { readonly redemption: Redemption } | { readonly refusal: unknown };

interface RedemptionRow {
  readonly order_id: string;
  readonly state: "REDEEMED" | "RELEASED";
  readonly code: string | null;
  readonly customer_id: string;
  readonly currency: string;
  readonly subtotal_minor: bigint;
  readonly discount_minor: bigint;
}

const MAX_MEETINGS = 5;

/** Answers with what each call came to. */
export async function settle(
  sql: Database,
  calls: readonly Call[],
  meetings = 1,
): Promise<{ outcomes: readonly Outcome[]; hasEvents: boolean }> {
  try {
    return await sql.begin((tx) => settleIn(tx, calls));
  } catch (error) {
    // Another instance committed an order's first row between our look and our write: now there is one to look at.
    if (meetings === MAX_MEETINGS || !isUniqueViolation(error, "redemptions_pkey")) throw error;
    return await settle(sql, calls, meetings + 1);
  }
}

async function settleIn(tx: Transaction, calls: readonly Call[]) {
  const before = await lockRedemptions(tx, calls);
  const codes = [...calls.map(({ wish }) => wish), ...before.values()].flatMap((one) => one?.code ?? []);
  const coupons = await lockCoupons(tx, codes);
  const uses = await countUses(tx, calls, coupons);
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
  if (written.length > 0) await write(tx, written, before, redeemed, events);
  return { outcomes, hasEvents: events.length > 0 };
}

const useKey = (code: string, customerId: string) => `${code} ${customerId}`;

async function lockRedemptions(tx: Transaction, calls: readonly Call[]): Promise<Map<string, Redemption>> {
  const rows = await tx<RedemptionRow[]>`
    select order_id, state, code, customer_id, currency, subtotal_minor, discount_minor from redemptions
    where order_id = any(${calls.map(({ orderId }) => orderId)}::uuid[]) order by order_id for update`;
  return new Map(rows.map((row) => [row.order_id, toRedemption(row)]));
}

async function lockCoupons(
  tx: Transaction,
  codes: readonly string[],
): Promise<Map<string, { coupon: Coupon; redeemed: number }>> {
  const rows = await tx<CouponRow[]>`
    select * from coupons where code = any(${[...new Set(codes)]}::text[]) order by code for update`;
  return new Map(rows.map((row) => [row.code, { coupon: toCoupon(row), redeemed: row.redeemed }]));
}

/** Of those coupons that limit them. A statement after the lock: it sees what others committed before they gave the lock up. */
async function countUses(
  tx: Transaction,
  calls: readonly Call[],
  coupons: ReadonlyMap<string, { coupon: Coupon }>,
): Promise<Map<string, number>> {
  const isLimited = (code: string) => (coupons.get(code)?.coupon.customerLimit ?? 0) > 0;
  const wishes = calls.flatMap(({ wish }) => (wish && isLimited(wish.code) ? [wish] : []));
  if (wishes.length === 0) return new Map();
  const rows = await tx<{ code: string; customer_id: string; uses: number }[]>`
    select code, customer_id, (
      select count(*)::int from redemptions as one
      where one.code = wish.code and one.customer_id = wish.customer_id and one.state = 'REDEEMED'
    ) as uses
    from unnest(${wishes.map(({ code }) => code)}::text[], ${wishes.map(({ customerId }) => customerId)}::uuid[])
      as wish (code, customer_id)`;
  return new Map(rows.map((row) => [useKey(row.code, row.customer_id), row.uses]));
}

async function write(
  tx: Transaction,
  written: readonly Redemption[],
  before: ReadonlyMap<string, Redemption>,
  redeemed: ReadonlyMap<string, number>,
  events: readonly EncodedEvent[],
): Promise<void> {
  // In one order for all instances: they may insert the same orders.
  const added = written.filter(({ orderId }) => !before.has(orderId)).sort((a, b) => (a.orderId < b.orderId ? -1 : 1));
  const moved = written.filter(({ orderId }) => before.has(orderId));
  const filled = added.map((one) => (one.code === undefined ? undefined : one));
  await tx`
    with added as (
      insert into redemptions (order_id, state, code, customer_id, currency, subtotal_minor, discount_minor)
      select * from unnest(
        ${added.map(({ orderId }) => orderId)}::uuid[], ${added.map(({ state }) => state)}::text[],
        ${filled.map((one) => one?.code ?? null)}::text[], ${filled.map((one) => one?.customerId ?? null)}::uuid[],
        ${filled.map((one) => one?.subtotal.currency ?? null)}::text[],
        ${filled.map((one) => (one ? String(one.subtotal.minor) : null))}::bigint[],
        ${filled.map((one) => (one ? String(one.discount.minor) : null))}::bigint[])
    ), moved as (
      update redemptions set state = new.state, updated_at = now()
      from unnest(${moved.map(({ orderId }) => orderId)}::uuid[], ${moved.map(({ state }) => state)}::text[]) as new (order_id, state)
      where redemptions.order_id = new.order_id
    ), event as (${appendEvents(tx, events)})
    update coupons set redeemed = new.redeemed
    from unnest(${[...redeemed.keys()]}::text[], ${[...redeemed.values()].map(String)}::int[]) as new (code, redeemed)
    where coupons.code = new.code and coupons.redeemed <> new.redeemed`;
}

function toRedemption({ order_id, state, code, currency, ...row }: RedemptionRow): Redemption {
  if (code === null) return { orderId: order_id, state: "RELEASED" };
  return {
    orderId: order_id,
    state,
    code,
    customerId: row.customer_id,
    subtotal: { currency, minor: row.subtotal_minor },
    discount: { currency, minor: row.discount_minor },
  };
}
