// Coupons: what they take off, when and for whom. Knows no database, no clock and no transport.
import { DomainError } from "@meshmart/kit/errors";
import type { Money } from "@meshmart/kit/money";

export type Discount =
  | { readonly kind: "percent"; readonly percent: number }
  | { readonly kind: "amount"; readonly amount: Money };

export interface Coupon {
  readonly code: string;
  readonly title: string;
  readonly discount: Discount;
  /** Undefined: any sum. */
  readonly minimum: Money | undefined;
  /** Undefined: it works already. */
  readonly startTime: Date | undefined;
  /** Undefined: it never stops. */
  readonly endTime: Date | undefined;
  /** Zero: without limit. */
  readonly totalLimit: number;
  /** Zero: without limit. */
  readonly customerLimit: number;
  readonly listed: boolean;
}

/** How often a coupon is redeemed, without what was given back. */
export interface Uses {
  readonly total: number;
  readonly byCustomer: number;
}

/** The code that a customer means, whatever they typed around it; undefined: no coupon can have it. */
export function codeOf(typed: string): string | undefined {
  const code = typed.trim();
  return /^[A-Za-z0-9-]{3,30}$/.test(code) ? code.toUpperCase() : undefined;
}

/** What the coupon takes off a purchase now, more than nothing and at most its sum. Throws a DomainError that says why it does not. */
export function discountNow(coupon: Coupon, subtotal: Money, uses: Uses, now: Date): Money {
  const { code, startTime, endTime, totalLimit, customerLimit } = coupon;
  if (startTime && now < startTime)
    throw refusal("COUPON_NOT_YET_VALID", code, `Coupon ${code} is valid from ${startTime.toISOString()}.`);
  if (endTime && now >= endTime)
    throw refusal("COUPON_EXPIRED", code, `Coupon ${code} was valid until ${endTime.toISOString()}.`);
  if (customerLimit > 0 && uses.byCustomer >= customerLimit)
    throw refusal("COUPON_ALREADY_USED", code, `You have used coupon ${code} as often as one customer may.`);
  if (totalLimit > 0 && uses.total >= totalLimit)
    throw refusal("COUPON_USED_UP", code, `All of coupon ${code} are used up.`);
  return discountOn(coupon, subtotal);
}

/** What the coupon takes off a purchase whenever it may be used. */
export function discountOn({ code, discount, minimum }: Coupon, subtotal: Money): Money {
  const currency = currencyOf(discount, minimum);
  if (currency !== undefined && currency !== subtotal.currency) {
    const message = `Coupon ${code} is for orders in ${currency}, not in ${subtotal.currency}.`;
    throw refusal("COUPON_CURRENCY_MISMATCH", code, message);
  }
  if (minimum && subtotal.minor < minimum.minor)
    throw refusal("COUPON_MINIMUM_NOT_REACHED", code, `The items' sum is too small for coupon ${code}.`);
  const off = discount.kind === "percent" ? (subtotal.minor * BigInt(discount.percent)) / 100n : discount.amount.minor;
  const minor = off < subtotal.minor ? off : subtotal.minor;
  if (minor <= 0n) {
    const message = `The items' sum is too small: coupon ${code} would take less than the smallest coin off.`;
    throw refusal("COUPON_MINIMUM_NOT_REACHED", code, message);
  }
  return { currency: subtotal.currency, minor };
}

/** Throws a DomainError for a coupon that could never be used. */
export function mustBeUsable({ discount, minimum, startTime, endTime }: Coupon): void {
  if (discount.kind === "amount") mustBePositive(discount.amount, "coupon.amount_off");
  if (minimum) mustBePositive(minimum, "coupon.minimum");
  if (discount.kind === "amount" && minimum && discount.amount.currency !== minimum.currency) {
    const message = `The amount is in ${discount.amount.currency}: the minimum must be, too, not in ${minimum.currency}.`;
    throw new DomainError("invalid", "CURRENCY_MISMATCH", message, { field: "coupon.minimum" });
  }
  mustBeWindow(startTime, endTime, "coupon.end_time");
}

/** Throws a DomainError unless the window is open for some time. */
export function mustBeWindow(startTime: Date | undefined, endTime: Date | undefined, field: string): void {
  if (startTime && endTime && endTime <= startTime)
    throw new DomainError("invalid", "WINDOW_EMPTY", "The end must be after the start.", { field });
}

export function mustBePositive({ minor }: Money, field: string): void {
  if (minor <= 0n)
    throw new DomainError("invalid", "AMOUNT_NOT_POSITIVE", "The amount must be more than zero.", { field });
}

/** The currency of a coupon that is not for all of them. */
export function currencyOf(discount: Discount, minimum: Money | undefined): string | undefined {
  return discount.kind === "amount" ? discount.amount.currency : minimum?.currency;
}

export function couponNotFound(typed: string): DomainError {
  return new DomainError("missing", "COUPON_NOT_FOUND", "There is no coupon with this code.", { code: typed });
}

export function codeTaken(code: string): DomainError {
  return new DomainError("exists", "COUPON_CODE_TAKEN", `There is a coupon ${code} already. Take another code.`, {
    code,
  });
}

function refusal(reason: string, code: string, message: string): DomainError {
  return new DomainError("not_now", reason, message, { code });
}
