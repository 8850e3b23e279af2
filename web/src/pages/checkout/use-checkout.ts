// All that the checkout knows, in one place: what was entered, what the services say of it, and what it costs together. It outlives what
// is drawn: a session that ends, and is begun again in a dialog, costs nothing of what was typed.
import { useEffect, useState } from "react";
import { useChosenCoupon } from "../../api/chosen-coupon.ts";
import { negate, sum } from "../../i18n/money.ts";
import { accept, newsOf, see } from "./order-lines.ts";
import { NO_SECRETS, type Secrets } from "./payment-input.ts";
import { useDraft } from "./use-draft.ts";
import { useCoupon, useLines, useShipping } from "./use-parts.ts";

export function useCheckout() {
  const { draft, change } = useDraft();
  const [secrets, setSecrets] = useState<Secrets>(NO_SECRETS);
  const lines = useLines(draft.only);
  const { chosen } = lines;
  const shipping = useShipping(draft.address.countryCode, lines.weightGrams);
  const chosenCode = useChosenCoupon();
  const coupon = useCoupon(chosenCode, chosen?.subtotal);

  const option =
    shipping.options?.find(({ shippingOptionId }) => shippingOptionId === draft.shippingOptionId) ??
    shipping.options?.[0];
  const couponCode = coupon.discount ? chosenCode : "";
  const isCouponKnown = chosenCode === "" || coupon.discount !== undefined || coupon.error !== null;
  const { subtotal } = chosen ?? {};
  const shippingPrice = option?.price;
  const total =
    subtotal && shippingPrice && isCouponKnown
      ? sum([subtotal, coupon.discount && negate(coupon.discount), shippingPrice])
      : undefined;

  // What is shown for the first time is what the customer has seen; what changes after that they are told.
  const seen = chosen ? see(draft.seen, chosen.lines) : draft.seen;
  useEffect(() => {
    if (seen !== draft.seen) change({ seen });
  }, [seen, draft.seen, change]);

  return {
    draft,
    change,
    secrets,
    changeSecrets: (part: Partial<Secrets>) => setSecrets((now) => ({ ...now, ...part })),
    ...lines,
    news: chosen ? newsOf(seen, chosen) : [],
    acceptNews: () => chosen && change({ seen: accept(chosen.lines) }),
    shipping,
    option,
    coupon: { ...coupon, code: chosenCode },
    /** What is sent along: a coupon that is refused takes nothing off, and is not. */
    couponCode,
    amounts: { subtotal, discount: coupon.discount, shippingPrice, total },
  };
}

export type Checkout = ReturnType<typeof useCheckout>;
