// The contract's handlers that are about coupons.
import type { ServiceImpl } from "@connectrpc/connect";
import type { Money as WireMoney } from "@meshmart/gen/google/type/money_pb";
import { CouponSchema, type PromotionsService } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import { customerOf } from "@meshmart/kit/caller";
import { DomainError } from "@meshmart/kit/errors";
import { type Money, toWire } from "@meshmart/kit/money";
import { decodePageToken, pageSizeOf, toPage } from "@meshmart/kit/page-token";
import { identify } from "@meshmart/kit/request-id";
import {
  type Coupon,
  codeOf,
  couponNotFound,
  discountNow,
  discountOn,
  mustBePositive,
  mustBeUsable,
} from "./coupon.ts";
import type { CouponStore } from "./coupon-store.ts";
import { amountOf, fromCoupon, toCoupon } from "./promotion-messages.ts";
import type { RedemptionStore } from "./redemption-store.ts";

type CouponMethods = Omit<ServiceImpl<typeof PromotionsService>, "listBanners" | "createBanner">;

export function createCouponRpc(coupons: CouponStore, redemptions: RedemptionStore): CouponMethods {
  return {
    async listCoupons({ subtotal: wire, pageSize, pageToken }) {
      const subtotal = wire && amountOf(wire, "subtotal");
      const size = pageSizeOf(pageSize);
      const [after] = decodePageToken(pageToken, 1) ?? [];
      const found = await coupons.list(new Date(), after, size + 1);
      const { rows, nextPageToken } = toPage(found, size, ({ code }) => [code]);
      const couponOffers = rows.map((coupon) => ({ coupon: fromCoupon(coupon), ...offerOn(coupon, subtotal) }));
      return { couponOffers, nextPageToken };
    },
    async previewCoupon({ code: typed, subtotal: wire }, context) {
      const subtotal = purchaseOf(wire);
      const found = await coupons.find(mustBeCode(typed), customerOf(context).customerId);
      if (!found) throw couponNotFound(typed);
      const discount = discountNow(found.coupon, subtotal, found.uses, new Date());
      return { discount: toWire(discount), coupon: fromCoupon(found.coupon) };
    },
    async createCoupon({ requestId, coupon: wire }) {
      const coupon = toCoupon(wire!);
      mustBeUsable(coupon);
      return { coupon: fromCoupon(await coupons.make(coupon, identify(requestId, CouponSchema, wire!))) };
    },
    async redeemCoupon({ orderId, customerId, code: typed, subtotal: wire }) {
      const subtotal = purchaseOf(wire);
      // Ids as the database writes them: a UUID may come in upper case.
      const wish = {
        orderId: orderId.toLowerCase(),
        customerId: customerId.toLowerCase(),
        code: mustBeCode(typed),
        subtotal,
      };
      return { discount: toWire(await redemptions.redeem(wish, new Date())) };
    },
    async releaseCoupon({ orderId }) {
      await redemptions.release(orderId.toLowerCase());
      return {};
    },
  };
}

/** What the coupon would take off; nothing where it does not apply, or there is no purchase to try it on. */
function offerOn(coupon: Coupon, subtotal: Money | undefined) {
  if (!subtotal) return {};
  try {
    return { discount: toWire(discountOn(coupon, subtotal)) };
  } catch (error) {
    // The list says which coupons there are: one that is not for this purchase is there all the same.
    if (error instanceof DomainError && error.situation === "not_now") return {};
    throw error;
  }
}

function purchaseOf(wire: WireMoney | undefined): Money {
  const subtotal = amountOf(wire!, "subtotal");
  mustBePositive(subtotal, "subtotal");
  return subtotal;
}

function mustBeCode(typed: string): string {
  const code = codeOf(typed);
  if (code === undefined) throw couponNotFound(typed);
  return code;
}
