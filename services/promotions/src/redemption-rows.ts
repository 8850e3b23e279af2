// The SQL of a settlement (settlement.ts): redemptions and coupons, locked, read and written within its transaction.
import type { Transaction } from "@meshmart/kit/database";
import type { EncodedEvent } from "@meshmart/kit/events";
import { appendEvents } from "@meshmart/kit/outbox";
import type { Coupon } from "./coupon.ts";
import { type CouponRow, toCoupon } from "./coupon-store.ts";
import type { Redemption, Wish } from "./redemption.ts";

interface RedemptionRow {
  readonly order_id: string;
  readonly state: "REDEEMED" | "RELEASED";
  readonly code: string | null;
  readonly customer_id: string;
  readonly currency: string;
  readonly subtotal_minor: bigint;
  readonly discount_minor: bigint;
}

/** Of a customer and a coupon. */
export const useKey = (code: string, customerId: string) => `${code} ${customerId}`;

/** Those that there are, in an order that all transactions share. */
export async function lockRedemptions(
  tx: Transaction,
  calls: readonly { readonly orderId: string }[],
): Promise<Map<string, Redemption>> {
  const rows = await tx<RedemptionRow[]>`
    select order_id, state, code, customer_id, currency, subtotal_minor, discount_minor from redemptions
    where order_id = any(${calls.map(({ orderId }) => orderId)}::uuid[]) order by order_id for update`;
  return new Map(rows.map((row) => [row.order_id, toRedemption(row)]));
}

/** Those that there are, in an order that all transactions share. */
export async function lockCoupons(
  tx: Transaction,
  codes: readonly string[],
): Promise<Map<string, { coupon: Coupon; redeemed: number }>> {
  const rows = await tx<CouponRow[]>`
    select * from coupons where code = any(${[...new Set(codes)]}::text[]) order by code for update`;
  return new Map(rows.map((row) => [row.code, { coupon: toCoupon(row), redeemed: row.redeemed }]));
}

/** Whether one of these orders has a redemption, or a tombstone. */
export async function wereRedeemed(tx: Transaction, orderIds: readonly string[]): Promise<boolean> {
  if (orderIds.length === 0) return false;
  const rows = await tx`select 1 from redemptions where order_id = any(${orderIds as string[]}::uuid[]) limit 1`;
  return rows.length > 0;
}

/** How often the customers have redeemed what they wish for, by useKey; only of coupons that limit it. */
export async function countUses(
  tx: Transaction,
  wishes: readonly Wish[],
  coupons: ReadonlyMap<string, { coupon: Coupon }>,
): Promise<Map<string, number>> {
  const isLimited = (code: string) => (coupons.get(code)?.coupon.customerLimit ?? 0) > 0;
  const limited = wishes.filter(({ code }) => isLimited(code));
  if (limited.length === 0) return new Map();
  const rows = await tx<{ code: string; customer_id: string; uses: number }[]>`
    select code, customer_id, (
      select count(*)::int from redemptions as one
      where one.code = wish.code and one.customer_id = wish.customer_id and one.state = 'REDEEMED'
    ) as uses
    from unnest(${limited.map(({ code }) => code)}::text[], ${limited.map(({ customerId }) => customerId)}::uuid[])
      as wish (code, customer_id)`;
  return new Map(rows.map((row) => [useKey(row.code, row.customer_id), row.uses]));
}

export async function writeRedemptions(
  tx: Transaction,
  {
    written,
    before,
    redeemed,
    events,
  }: {
    readonly written: readonly Redemption[];
    /** As they were. */
    readonly before: ReadonlyMap<string, Redemption>;
    /** How often each coupon is redeemed now. */
    readonly redeemed: ReadonlyMap<string, number>;
    readonly events: readonly EncodedEvent[];
  },
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
