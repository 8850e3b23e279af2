// Coupons in PostgreSQL, to be read and made. Redeeming them is settlement.ts's.
import type { Database } from "@meshmart/kit/database";
import { type IdentifiedRequest, mustBeSame } from "@meshmart/kit/request-id";
import { type Coupon, codeTaken, currencyOf, type Uses } from "./coupon.ts";

export interface CouponStore {
  /** The coupon, and how often it is redeemed, in all and by the customer. */
  find(code: string, customerId: string): Promise<{ coupon: Coupon; uses: Uses } | undefined>;
  /** Those that anybody may use at that time, by code, beginning after the given one. */
  list(now: Date, afterCode: string | undefined, limit: number): Promise<Coupon[]>;
  /** Answers with the coupon as it is: a new one, or the one that the same request made before. */
  make(coupon: Coupon, request: IdentifiedRequest): Promise<Coupon>;
}

export interface CouponRow {
  readonly code: string;
  readonly title: string;
  readonly percent_off: number | null;
  readonly amount_off_minor: bigint | null;
  readonly minimum_minor: bigint | null;
  readonly currency: string | null;
  readonly start_time: Date | null;
  readonly end_time: Date | null;
  readonly total_limit: number;
  readonly customer_limit: number;
  readonly listed: boolean;
  readonly redeemed: number;
}

export function createCouponStore(sql: Database): CouponStore {
  return {
    async find(code, customerId) {
      const [row] = await sql<(CouponRow & { by_customer: number })[]>`
        select coupons.*, (
          select count(*)::int from redemptions
          where redemptions.code = coupons.code and customer_id = ${customerId} and state = 'REDEEMED'
        ) as by_customer
        from coupons where code = ${code}`;
      return row && { coupon: toCoupon(row), uses: { total: row.redeemed, byCustomer: row.by_customer } };
    },

    async list(now, afterCode, limit) {
      const rows = await sql<CouponRow[]>`
        select * from coupons
        where listed and (start_time is null or start_time <= ${now}) and (end_time is null or end_time > ${now})
          and (total_limit = 0 or redeemed < total_limit)
          ${afterCode === undefined ? sql`` : sql`and code > ${afterCode}`}
        order by code limit ${limit}`;
      return rows.map(toCoupon);
    },

    async make(coupon, request) {
      const { code, title, discount, minimum, startTime, endTime, totalLimit, customerLimit, listed } = coupon;
      const { requestId, fingerprint } = request;
      const [made] = await sql<CouponRow[]>`
        insert into coupons (code, title, percent_off, amount_off_minor, minimum_minor, currency, start_time, end_time,
          total_limit, customer_limit, listed, request_id, request_fingerprint)
        values (${code}, ${title}, ${discount.kind === "percent" ? discount.percent : null},
          ${discount.kind === "amount" ? String(discount.amount.minor) : null}, ${minimum ? String(minimum.minor) : null},
          ${currencyOf(discount, minimum) ?? null}, ${startTime ?? null}, ${endTime ?? null},
          ${totalLimit}, ${customerLimit}, ${listed}, ${requestId}, ${fingerprint})
        on conflict do nothing returning *`;
      if (made) return toCoupon(made);
      const [before] = await sql<(CouponRow & { request_fingerprint: Buffer })[]>`
        select * from coupons where request_id = ${requestId}`;
      if (!before) throw codeTaken(code);
      mustBeSame(request, before.request_fingerprint);
      return toCoupon(before);
    },
  };
}

export function toCoupon(row: CouponRow): Coupon {
  const { code, title, currency, listed } = row;
  const moneyOf = (minor: bigint | null) => (minor === null ? undefined : { currency: currency!, minor });
  const amount = moneyOf(row.amount_off_minor);
  return {
    code,
    title,
    discount: amount ? { kind: "amount", amount } : { kind: "percent", percent: row.percent_off! },
    minimum: moneyOf(row.minimum_minor),
    startTime: row.start_time ?? undefined,
    endTime: row.end_time ?? undefined,
    totalLimit: row.total_limit,
    customerLimit: row.customer_limit,
    listed,
  };
}
