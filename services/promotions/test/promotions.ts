// Promotions to test: two instances of the service on one database, called as ordering, customers and staff call them.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { type Coupon, type CouponSchema, PromotionsService } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import { clientOf, openTestBroker, openTestDatabase } from "@meshmart/kit/testing";
import { startProcess, type TestProcess } from "@meshmart/kit/testing-process";
import { createTestTokens } from "@meshmart/kit/testing-tokens";

export { outcome, untilKnown } from "@meshmart/kit/testing";

const main = join(import.meta.dirname, "../src/main.ts");
const database = await openTestDatabase();
export const broker = await openTestBroker();
const tokens = await createTestTokens(broker);
const instances = await Promise.all([startProcess(main, database.env), startProcess(main, database.env)]);
export const services: readonly TestProcess[] = instances;
export const { sql } = database;
const [{ address }] = instances;

/** As ordering calls it, at each instance. */
export const orderings = services.map((service) => clientOf(PromotionsService, service.address, "ordering"));
export const ordering = orderings[0]!;
/** Anybody, from outside. */
export const shopper = clientOf(PromotionsService, address);
export const staff = clientOf(PromotionsService, address, { token: tokens.of(randomUUID(), "staff") });
export const as = (customerId: string) => clientOf(PromotionsService, address, { token: tokens.of(customerId) });

export const won = (units: bigint) => ({ currencyCode: "KRW", units, nanos: 0 });

type Change = Exclude<MessageInitShape<typeof CouponSchema>, Coupon>;

let made = 0;
/** What makes a coupon of 10 percent without limits, but for the change. */
export function couponOf(change: Change = {}) {
  const code = `TEST-${process.pid}-${++made}`;
  return { code, title: "A test", discount: { case: "percentOff" as const, value: 10 }, ...change };
}

/** A new coupon; answers with its code. */
export async function coupon(change: Change = {}): Promise<string> {
  const { coupon } = await staff.createCoupon({ requestId: randomUUID(), coupon: couponOf(change) });
  return coupon!.code;
}

export interface Purchase {
  readonly orderId?: string;
  readonly customerId?: string;
  readonly subtotal?: ReturnType<typeof won>;
}

/** Of 10,000 won by a new order of a new customer, unless told otherwise. */
export function redeem(code: string, purchase: Purchase = {}, client = ordering) {
  const { orderId = randomUUID(), customerId = randomUUID(), subtotal = won(10_000n) } = purchase;
  return client.redeemCoupon({ orderId, customerId, code, subtotal });
}

/** How often the coupon is redeemed, as its counter has it and as the redemptions add up. */
export async function redemptionsOf(code: string): Promise<[number, number]> {
  const [row] = await sql<{ counted: number; added: number }[]>`
    select redeemed as counted, (
      select count(*)::int from redemptions where redemptions.code = coupons.code and state = 'REDEEMED'
    ) as added
    from coupons where code = ${code}`;
  return [row!.counted, row!.added];
}

/** How often each outcome came. */
export function tally(outcomes: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    [...new Set(outcomes)].sort().map((one) => [one, outcomes.filter((o) => o === one).length]),
  );
}
