// What can be done about an order that was cancelled, by why it was.
import type { Order } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { useReasonMessage } from "../../i18n/error-messages.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { orderReasons } from "../../i18n/order-reasons.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import styles from "./order-page.module.css";
import { useRetry } from "./use-retry.ts";

const messages = defineMessages({
  en: {
    declined: "Pay with another method",
    declinedText: "Your items and your address are kept: only the payment is asked for again.",
    soldOut: "Look at the product",
    coupon: "Order without the coupon",
    shipping: "Choose another way of shipping",
    again: "Order again",
    free: "Nothing was charged.",
  },
  ko: {
    declined: "다른 결제 수단으로 결제하기",
    declinedText: "상품과 배송지는 그대로 두고 결제 정보만 다시 입력하시면 됩니다.",
    soldOut: "상품 보기",
    coupon: "쿠폰 없이 주문하기",
    shipping: "다른 배송 방법 고르기",
    again: "다시 주문하기",
    free: "결제된 금액은 없습니다.",
  },
});

const PAYMENT = /^(PAYMENT_|INSUFFICIENT_FUNDS|CARD_EXPIRED|ACCOUNT_CLOSED|DUPLICATE_PAYMENT)/;

export function NextSteps({ order }: { readonly order: Order }) {
  const t = useMessages(messages);
  const reasonMessage = useReasonMessage(orderReasons);
  const { busy, retry } = useRetry(order);
  const { failureReason: reason, items, couponCode } = order;
  const isCustomers = reason === "CANCELLED_BY_CUSTOMER";
  const again = (label: string, keepsCoupon = true) => (
    <Button busy={busy} onClick={() => retry(keepsCoupon ? couponCode : "")}>
      {label}
    </Button>
  );
  const action = () => {
    if (PAYMENT.test(reason)) return again(t.declined);
    if (reason === "OUT_OF_STOCK" || reason === "STOCK_NOT_FOUND") {
      return items.length === 1 ? (
        <ButtonLink href={`/products/${items[0]!.productId}`}>{t.soldOut}</ButtonLink>
      ) : (
        again(t.again)
      );
    }
    if (reason.startsWith("COUPON_")) return again(t.coupon, false);
    if (reason.startsWith("SHIPPING_")) return again(t.shipping);
    return again(t.again);
  };
  return (
    <div className={styles.next}>
      {!isCustomers && (
        <Notice kind="bad" title={reasonMessage(reason)}>
          {t.free} {PAYMENT.test(reason) && t.declinedText}
        </Notice>
      )}
      <div>{action()}</div>
    </div>
  );
}
