// A coupon: typed, or one of those that anybody may use. What it takes off is promotions' to say, and so is whether it may be used.
import { useQuery } from "@connectrpc/connect-query";
import { PromotionsService } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import { type KeyboardEvent, useState } from "react";
import { chosenCoupon } from "../../api/chosen-coupon.ts";
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { orderReasons } from "../../i18n/order-reasons.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import styles from "./coupon-section.module.css";
import { Section } from "./section.tsx";
import type { Checkout } from "./use-checkout.ts";

const messages = defineMessages({
  en: {
    title: "Coupon",
    code: "Coupon code",
    apply: "Apply",
    use: (code: string) => `Apply ${code}`,
    remove: (code: string) => `Remove the coupon ${code}`,
    saves: (amount: string) => `Takes ${amount} off`,
    from: (amount: string) => `For orders from ${amount}`,
    refused: "Your order goes without it.",
    offers: "Coupons for you",
  },
  ko: {
    title: "쿠폰",
    code: "쿠폰 번호",
    apply: "적용",
    use: (code: string) => `${code} 적용`,
    remove: (code: string) => `쿠폰 ${code} 빼기`,
    saves: (amount: string) => `${amount} 할인`,
    from: (amount: string) => `${amount} 이상 주문에 사용`,
    refused: "이 쿠폰 없이 주문됩니다.",
    offers: "사용할 수 있는 쿠폰",
  },
});

export function CouponSection({ checkout: { coupon, amounts } }: { readonly checkout: Checkout }) {
  const t = useMessages(messages);
  const { money } = useFormat();
  const describe = useErrorMessage(orderReasons);
  const [typed, setTyped] = useState("");
  const { code, discount, error } = coupon;
  const apply = () => {
    const wanted = typed.trim().toUpperCase();
    if (!wanted) return;
    chosenCoupon.choose(wanted);
    setTyped("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    // The order is not meant.
    event.preventDefault();
    apply();
  };
  return (
    <Section number={3} title={t.title}>
      <div className={styles.entry}>
        <TextField
          label={t.code}
          value={typed}
          autoComplete="off"
          autoCapitalize="characters"
          maxLength={30}
          error={code !== "" && error ? `${code}: ${describe(error)} ${t.refused}` : undefined}
          onChange={({ target }) => setTyped(target.value)}
          onKeyDown={onKeyDown}
        />
        <Button kind="secondary" onClick={apply}>
          {t.apply}
        </Button>
      </div>
      {code !== "" && !error && (
        <p className={styles.applied} role="status">
          <Icon name="tag" size={20} />
          <span>
            <strong>{code}</strong> {discount && <span>{t.saves(money(discount))}</span>}
          </span>
          <button
            type="button"
            className={styles.remove}
            aria-label={t.remove(code)}
            onClick={() => chosenCoupon.choose("")}
          >
            <Icon name="close" size={18} />
          </button>
        </p>
      )}
      <Offers subtotal={amounts.subtotal} except={error ? "" : code} />
    </Section>
  );
}

function Offers({ subtotal, except }: { readonly subtotal: Checkout["amounts"]["subtotal"]; readonly except: string }) {
  const t = useMessages(messages);
  const { money } = useFormat();
  const enabled = subtotal !== undefined;
  // Without them a code can still be typed: that they are away is not worth a word.
  const { data } = useQuery(PromotionsService.method.listCoupons, enabled ? { subtotal } : {}, { enabled });
  const offers = data?.couponOffers.filter(({ coupon }) => coupon && coupon.code !== except) ?? [];
  if (offers.length === 0) return null;
  return (
    <ul className={styles.offers} aria-label={t.offers}>
      {offers.map(({ coupon, discount }) => (
        <li key={coupon!.code} className={styles.offer}>
          <span className={styles.words}>
            <strong>{coupon!.title}</strong>
            <small>
              {discount ? t.saves(money(discount)) : coupon!.minimum ? t.from(money(coupon!.minimum)) : coupon!.code}
            </small>
          </span>
          <Button
            kind="quiet"
            size="s"
            aria-label={t.use(coupon!.code)}
            disabled={!discount}
            onClick={() => chosenCoupon.choose(coupon!.code)}
          >
            {t.apply}
          </Button>
        </li>
      ))}
    </ul>
  );
}
