// The checkout: one page from the address to the order. Nobody orders twice by it, and nothing that was typed is lost on the way.
import { type SubmitEvent, useState } from "react";
import { Redirect } from "wouter";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { PageLoading } from "../../shell/page-loading.tsx";
import { SignedIn } from "../../shell/signed-in.tsx";
import { useTitle } from "../../shell/use-title.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toasts.tsx";
import { AddressSection } from "./address-section.tsx";
import styles from "./checkout-page.module.css";
import { CouponSection } from "./coupon-section.tsx";
import { PaymentSection } from "./payment-section.tsx";
import { PlaceBar } from "./place-bar.tsx";
import { loadPlaced } from "./placed.ts";
import { PriceNews } from "./price-news.tsx";
import { ShippingSection } from "./shipping-section.tsx";
import { Summary } from "./summary.tsx";
import { useCheckout } from "./use-checkout.ts";
import { usePlaceOrder } from "./use-place-order.ts";
import { useRecovery } from "./use-recovery.ts";

const messages = defineMessages({
  en: {
    title: "Checkout",
    looking: "Looking whether your order went through",
    lookingText: "The page was left while an order was on its way. Nothing is ordered twice.",
    none: "Your last try did not become an order. What you entered is still here, except for numbers of cards and accounts.",
    found: "Your order had gone through. Here it is.",
    empty: "There is nothing to order",
    emptyText: "Nothing in your cart can be bought now.",
    cart: "To the cart",
  },
  ko: {
    title: "주문/결제",
    looking: "주문이 접수되었는지 확인하고 있습니다",
    lookingText: "주문하는 중에 페이지를 벗어나셨습니다. 두 번 주문되지 않습니다.",
    none: "지난번 시도는 주문으로 이어지지 않았습니다. 카드와 계좌 번호를 뺀 입력 내용은 그대로 있습니다.",
    found: "이미 접수된 주문을 찾았습니다.",
    empty: "주문할 상품이 없습니다",
    emptyText: "장바구니에 지금 구매할 수 있는 상품이 없습니다.",
    cart: "장바구니로 가기",
  },
});

export default function CheckoutPage() {
  const t = useMessages(messages);
  useTitle(t.title);
  const [unseen] = useState(() => {
    const placed = loadPlaced();
    return placed?.shown === false ? placed.orderId : undefined;
  });
  if (unseen) return <Redirect to={`/orders/${unseen}`} replace />;
  return (
    <SignedIn>
      <h1>{t.title}</h1>
      <CheckoutContent />
    </SignedIn>
  );
}

function CheckoutContent() {
  const t = useMessages(messages);
  const checkout = useCheckout();
  const placing = usePlaceOrder(checkout);
  const recovery = useRecovery(checkout.draft.sent, {
    found: (order) => {
      toast(t.found);
      placing.show(order);
    },
    none: () => checkout.change({ sent: undefined }),
  });
  const { chosen, error, refetch, news, amounts } = checkout;
  if (recovery === "looking") return <Notice title={t.looking}>{t.lookingText}</Notice>;
  if (!chosen) return error ? <Failure error={error} onRetry={refetch} /> : <PageLoading />;
  if (chosen.lines.length === 0 && !placing.busy && news.length === 0) {
    return (
      <Empty icon="cart" title={t.empty} action={<ButtonLink href="/cart">{t.cart}</ButtonLink>}>
        {t.emptyText}
      </Empty>
    );
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    void placing.place();
  };
  return (
    <form className={styles.page} onSubmit={onSubmit} noValidate aria-label={t.title}>
      <div className={styles.sections}>
        {recovery === "none" && !placing.busy && <Notice>{t.none}</Notice>}
        <AddressSection checkout={checkout} violations={placing.violations} />
        <ShippingSection checkout={checkout} />
        <CouponSection checkout={checkout} />
        <PaymentSection checkout={checkout} violations={placing.violations} />
      </div>
      <div className={styles.side}>
        <div className={styles.summary}>
          <Summary checkout={checkout} />
          <PriceNews news={news} total={amounts.total} reveal={placing.error !== undefined} />
        </div>
        <PlaceBar checkout={checkout} placing={placing} />
      </div>
    </form>
  );
}
