// An order, live: what happens with it appears as it happens, then where its parcel is. A page that loses the mesh says so quietly, keeps
// what it knew, and goes on by itself.
import { useQuery } from "@connectrpc/connect-query";
import { OrderingService, Order_State as State } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { ShippingService } from "@meshmart/gen/meshmart/shipping/v1/shipping_pb";
import { useEffect, useState } from "react";
import { useParams } from "wouter";
import { useLive } from "../../api/use-live.ts";
import { useSession } from "../../api/use-session.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { orderReasons } from "../../i18n/order-reasons.ts";
import { PageLoading } from "../../shell/page-loading.tsx";
import { SignedIn } from "../../shell/signed-in.tsx";
import { useTitle } from "../../shell/use-title.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Icon } from "../../ui/icon.tsx";
import { OrderBadge } from "../../ui/order-badge.tsx";
import { markShown } from "../checkout/placed.ts";
import { Cancel } from "./cancel.tsx";
import { History } from "./history.tsx";
import { NextSteps } from "./next-steps.tsx";
import { OrderItems } from "./order-items.tsx";
import styles from "./order-page.module.css";
import { Progress } from "./progress.tsx";
import { useStateWords } from "./state-words.ts";
import { Tracking } from "./tracking.tsx";
import { useCartAfterOrder } from "./use-cart-after-order.ts";
import { WriteReviews } from "./write-reviews.tsx";

const messages = defineMessages({
  en: {
    title: "Your order",
    placed: (time: string) => `Placed ${time}`,
    number: (id: string) => `Order ${id}`,
    reconnecting: "Reconnecting…",
    all: "All orders",
  },
  ko: {
    title: "주문 상세",
    placed: (time: string) => `주문 일시 ${time}`,
    number: (id: string) => `주문 번호 ${id}`,
    reconnecting: "다시 연결하는 중…",
    all: "전체 주문 보기",
  },
});

export default function OrderPage() {
  const { orderId = "" } = useParams();
  const customer = useSession();
  return (
    <SignedIn>
      {/* Another order, or another customer: nothing of what was known is true. */}
      <LiveOrder key={`${orderId} ${customer?.customerId}`} orderId={orderId} />
    </SignedIn>
  );
}

function LiveOrder({ orderId }: { readonly orderId: string }) {
  const t = useMessages(messages);
  const { time } = useFormat();
  const stateWords = useStateWords();
  const { data, error, state: connection } = useLive(OrderingService.method.watchOrder, { orderId });
  // What placing it answered with, until the stream's first word: there is nothing to wait for.
  const { data: known } = useQuery(OrderingService.method.getOrder, { orderId }, { enabled: false });
  const order = data?.order ?? known?.order;
  const isSold = order !== undefined && order.state !== State.PENDING && order.state !== State.CANCELLED;
  const shipment = useLive(ShippingService.method.watchShipment, isSold ? { orderId } : undefined);
  const isKnown = order !== undefined;
  useEffect(() => {
    if (isKnown) markShown(orderId);
  }, [isKnown, orderId]);
  const [wasPending, setWasPending] = useState(false);
  if (order?.state === State.PENDING && !wasPending) setWasPending(true);
  useCartAfterOrder(isSold && wasPending);
  const words = order && stateWords(order.state, order.cancellationRequested);
  useTitle(words?.title ?? t.title);
  if (!order || !words) {
    if (!error) return <PageLoading />;
    return (
      <div className={styles.page}>
        <h1>{t.title}</h1>
        <Failure error={error} reasons={orderReasons} />
      </div>
    );
  }
  const reconnecting = [connection, shipment.state].includes("reconnecting");
  return (
    <div className={styles.page} data-order-state={State[order.state]}>
      <header className={styles.header}>
        <p className={styles.over}>
          <OrderBadge order={order} />
          <span role="status" className={styles.connection}>
            {reconnecting && (
              <>
                <Icon name="clock" size={16} /> {t.reconnecting}
              </>
            )}
          </span>
        </p>
        <h1>{words.title}</h1>
        <p role="status">{words.text}</p>
        <p className={styles.soft}>
          {order.createTime && t.placed(time(order.createTime))} · {t.number(order.orderId)}
        </p>
      </header>
      <div className={styles.columns}>
        <div className={styles.column}>
          {order.state === State.CANCELLED && <NextSteps order={order} />}
          {order.state === State.DELIVERED && <WriteReviews items={order.items} />}
          {isSold && <Tracking shipment={shipment.data?.shipment} error={shipment.error} />}
          <Progress order={order} saga="cancellation" />
          <Progress order={order} saga="checkout" />
        </div>
        <div className={styles.column}>
          <OrderItems order={order} />
          <section className={styles.card}>
            <History entries={order.history} />
            <Cancel order={order} />
          </section>
          <ButtonLink href="/orders" kind="quiet">
            {t.all}
          </ButtonLink>
        </div>
      </div>
    </div>
  );
}
