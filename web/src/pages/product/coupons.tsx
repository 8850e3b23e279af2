// Coupons that anybody may use, with what each takes off what is about to be bought: always what the mesh says of exactly that sum.
import { useQuery } from "@connectrpc/connect-query";
import type { Money } from "@meshmart/gen/google/type/money_pb";
import { type CouponOffer, PromotionsService } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import type { PromotionsPart } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import { chosenCoupon, useChosenCoupon } from "../../api/chosen-coupon.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { isSame, negate } from "../../i18n/money.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { isDegraded, Part } from "../../ui/part.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import styles from "./side-card.module.css";

const messages = defineMessages({
  en: {
    title: "Coupons",
    use: "Use",
    remove: "Remove",
    kept: "kept for checkout",
    keptNews: (code: string) => `${code} is kept for your checkout.`,
    dropped: (code: string) => `${code} will not be used.`,
    from: (minimum: string) => `from ${minimum}`,
    other: "does not fit this purchase",
  },
  ko: {
    title: "쿠폰",
    use: "사용",
    remove: "해제",
    kept: "결제 때 사용",
    keptNews: (code: string) => `결제할 때 ${code} 쿠폰을 사용합니다.`,
    dropped: (code: string) => `${code} 쿠폰을 사용하지 않습니다.`,
    from: (minimum: string) => `${minimum} 이상`,
    other: "이 구매에는 쓸 수 없음",
  },
});

export function Coupons({
  part,
  triedOn,
  subtotal,
}: {
  readonly part: PromotionsPart | undefined;
  /** What the page's coupons were tried on. */
  readonly triedOn: Money | undefined;
  /** What is about to be bought. */
  readonly subtotal: Money | undefined;
}) {
  const t = useMessages(messages);
  const offers = useCouponOffers(part, triedOn, subtotal);
  if (part && !isDegraded(part) && part.couponOffers.length === 0) return null;
  return (
    <section aria-labelledby="coupons" className={styles.card}>
      <header className={styles.header}>
        <h2 id="coupons">
          <Icon name="tag" /> {t.title}
        </h2>
      </header>
      <Part of={part}>
        <ul className={styles.rows} aria-busy={!part}>
          {part ? (
            part.couponOffers.map(({ coupon }) => <CouponRow key={coupon!.code} coupon={coupon!} offers={offers} />)
          ) : (
            <li className={styles.row}>
              <Skeleton height="2.75rem" />
            </li>
          )}
        </ul>
      </Part>
    </section>
  );
}

/** Undefined while it is not known what they take off this sum. */
function useCouponOffers(part: PromotionsPart | undefined, triedOn: Money | undefined, subtotal: Money | undefined) {
  const isOnPage = isSame(triedOn, subtotal);
  const { data } = useQuery(PromotionsService.method.listCoupons, subtotal && { subtotal }, {
    enabled: subtotal !== undefined && part !== undefined && !isDegraded(part) && !isOnPage,
  });
  // Not sold in this currency: there is no sum that anything could be taken off, nor will there be.
  if (!subtotal) return [];
  return isOnPage ? part?.couponOffers : data?.couponOffers;
}

function CouponRow({
  coupon,
  offers,
}: {
  readonly coupon: NonNullable<CouponOffer["coupon"]>;
  readonly offers: readonly CouponOffer[] | undefined;
}) {
  const t = useMessages(messages);
  const { money } = useFormat();
  const { code, title, minimum } = coupon;
  const chosen = useChosenCoupon() === code;
  const discount = offers?.find((offer) => offer.coupon?.code === code)?.discount;
  const toggle = () => {
    chosenCoupon.choose(chosen ? "" : code);
    toast(chosen ? t.dropped(code) : t.keptNews(code));
  };
  return (
    <li className={styles.row}>
      <span className={styles.words}>
        <span className={styles.code}>
          <strong>{code}</strong>
          {!offers ? (
            <Skeleton width="4rem" />
          ) : discount ? (
            <Badge kind="accent">{money(negate(discount))}</Badge>
          ) : (
            <Badge>{minimum ? t.from(money(minimum)) : t.other}</Badge>
          )}
          {chosen && <Badge kind="good">{t.kept}</Badge>}
        </span>
        <small>{title}</small>
      </span>
      <Button kind={chosen ? "quiet" : "secondary"} size="s" onClick={toggle}>
        {chosen ? t.remove : t.use}
        <span className="visually-hidden">{code}</span>
      </Button>
    </li>
  );
}
