// Coupons and banners, from the contract's messages and back.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { type Timestamp, timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { Money as WireMoney } from "@meshmart/gen/google/type/money_pb";
import type {
  BannerSchema,
  CouponSchema,
  Banner as WireBanner,
  Coupon as WireCoupon,
} from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import { DomainError } from "@meshmart/kit/errors";
import { fromWire, type Money, toWire } from "@meshmart/kit/money";
import type { Banner } from "./banner.ts";
import type { Coupon, Discount } from "./coupon.ts";

/** In minor units; far above every purchase, and small enough for every sum of them. */
const MAX_MINOR = 1_000_000_000_000_000n;
/** The years 1 to 9999: what a Timestamp may hold. */
const MIN_SECONDS = -62_135_596_800n;
const MAX_SECONDS = 253_402_300_799n;

/** Throws a DomainError for an amount that no purchase comes to. */
export function amountOf(wire: WireMoney, field: string): Money {
  const money = fromWire(wire);
  if (money.minor > MAX_MINOR || money.minor < -MAX_MINOR)
    throw new DomainError("invalid", "AMOUNT_TOO_LARGE", "The amount is larger than any purchase.", { field });
  return money;
}

export function toCoupon(wire: WireCoupon): Coupon {
  const { code, title, minimum, startTime, endTime, totalLimit, customerLimit, listed } = wire;
  return {
    code,
    title,
    discount: discountOf(wire.discount),
    minimum: minimum && amountOf(minimum, "coupon.minimum"),
    startTime: dateOf(startTime, "coupon.start_time"),
    endTime: dateOf(endTime, "coupon.end_time"),
    totalLimit,
    customerLimit,
    listed,
  };
}

export function fromCoupon(coupon: Coupon): MessageInitShape<typeof CouponSchema> {
  const { discount, minimum, startTime, endTime, ...rest } = coupon;
  return {
    ...rest,
    discount:
      discount.kind === "percent"
        ? { case: "percentOff", value: discount.percent }
        : { case: "amountOff", value: toWire(discount.amount) },
    ...(minimum && { minimum: toWire(minimum) }),
    ...windowOf({ startTime, endTime }),
  };
}

/** `bannerId` is of the banner to be made. */
export function toBanner(wire: WireBanner, bannerId: string): Banner {
  const { slot, title, text, linkPath, priority, startTime, endTime } = wire;
  return {
    bannerId,
    slot,
    title,
    text,
    linkPath,
    priority,
    startTime: dateOf(startTime, "banner.start_time"),
    endTime: dateOf(endTime, "banner.end_time"),
  };
}

export function fromBanner({ startTime, endTime, ...rest }: Banner): MessageInitShape<typeof BannerSchema> {
  return { ...rest, ...windowOf({ startTime, endTime }) };
}

function discountOf(discount: WireCoupon["discount"]): Discount {
  if (discount.case === "percentOff") return { kind: "percent", percent: discount.value };
  if (discount.case === "amountOff") return { kind: "amount", amount: amountOf(discount.value, "coupon.amount_off") };
  // The contract's rules have refused it already.
  throw new DomainError("invalid", "DISCOUNT_REQUIRED", "Say what the coupon takes off.", { field: "coupon.discount" });
}

function dateOf(time: Timestamp | undefined, field: string): Date | undefined {
  if (!time) return undefined;
  if (time.seconds < MIN_SECONDS || time.seconds > MAX_SECONDS)
    throw new DomainError("invalid", "TIME_OUT_OF_RANGE", "A time must be in the years 1 to 9999.", { field });
  return timestampDate(time);
}

function windowOf({ startTime, endTime }: Pick<Banner, "startTime" | "endTime">) {
  return {
    ...(startTime && { startTime: timestampFromDate(startTime) }),
    ...(endTime && { endTime: timestampFromDate(endTime) }),
  };
}
