// The button that orders, with the total beside it: on narrow screens it stays at the bottom of the window.
import type { Money } from "@meshmart/gen/google/type/money_pb";
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { negate } from "../../i18n/money.ts";
import { orderReasons } from "../../i18n/order-reasons.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import styles from "./place-bar.module.css";
import type { Checkout } from "./use-checkout.ts";
import type { Placing } from "./use-place-order.ts";

const messages = defineMessages({
  en: {
    place: "Place the order",
    placeNew: "Order for the new total",
    busy: "Placing your order",
    total: "Total",
    parts: (items: string, discount: string, shipping: string) =>
      `${items} items${discount && ` ${discount} coupon`} + ${shipping} shipping`,
    unknown: "It is not known whether your order went through. Press again: it will not be ordered twice.",
    unpriced: "Today's prices are away for a moment. You can order as soon as they are back.",
  },
  ko: {
    place: "결제하기",
    placeNew: "바뀐 금액으로 결제하기",
    busy: "주문하는 중",
    total: "결제 금액",
    parts: (items: string, discount: string, shipping: string) =>
      `상품 ${items}${discount && ` 쿠폰 ${discount}`} + 배송 ${shipping}`,
    unknown: "주문이 접수되었는지 확인하지 못했습니다. 다시 눌러도 두 번 주문되지 않습니다.",
    unpriced: "잠시 오늘의 가격을 불러올 수 없습니다. 가격을 불러오는 대로 주문하실 수 있습니다.",
  },
});

export function PlaceBar({ checkout, placing }: { readonly checkout: Checkout; readonly placing: Placing }) {
  const t = useMessages(messages);
  const { money } = useFormat();
  const describe = useErrorMessage(orderReasons);
  const { amounts, priced, news, draft } = checkout;
  const { busy, error } = placing;
  const { total } = amounts;
  const ready = total !== undefined && priced;
  return (
    <div className={styles.bar}>
      {!priced && <Notice kind="warn">{t.unpriced}</Notice>}
      {error !== undefined && news.length === 0 && (
        <Notice kind={draft.sent ? "warn" : "bad"}>{draft.sent ? t.unknown : describe(error)}</Notice>
      )}
      <div className={styles.row}>
        <p className={styles.sum}>
          <span className={styles.label}>{t.total}</span>
          <strong>{total ? money(total) : "…"}</strong>
          {total && <small>{partsOf(amounts, money, t.parts)}</small>}
        </p>
        <Button type="submit" size="l" wide busy={busy} disabled={!ready}>
          {busy ? t.busy : news.length > 0 ? t.placeNew : t.place}
        </Button>
      </div>
    </div>
  );
}

function partsOf(
  { subtotal, discount, shippingPrice }: Checkout["amounts"],
  money: (amount: Money) => string,
  words: (items: string, discount: string, shipping: string) => string,
): string {
  return subtotal && shippingPrice
    ? words(money(subtotal), discount ? money(negate(discount)) : "", money(shippingPrice))
    : "";
}
