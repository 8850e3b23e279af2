// An order among others: what it was, where it stands, what it cost.
import type { Order } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { Link, useLocation } from "wouter";
import { lineKey } from "../../api/lines.ts";
import { useProducts } from "../../api/products.ts";
import { useReorder } from "../../api/reorder.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, plural, useMessages } from "../../i18n/messages.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { OrderBadge } from "../../ui/order-badge.tsx";
import { Picture } from "../../ui/picture.tsx";
import { toast } from "../../ui/toasts.tsx";
import styles from "./order-card.module.css";

const messages = defineMessages({
  en: {
    title: (first: string, more: number) => (more > 0 ? `${first} and ${plural(more, "more item")}` : first),
    details: "Details",
    again: "Buy again",
    againOf: (title: string) => `Buy again: ${title}`,
    added: "It is in your cart.",
    more: (count: number) => `+${count}`,
  },
  ko: {
    title: (first: string, more: number) => (more > 0 ? `${first} 외 ${more}건` : first),
    details: "상세 보기",
    again: "다시 담기",
    againOf: (title: string) => `다시 담기: ${title}`,
    added: "장바구니에 담았습니다.",
    more: (count: number) => `+${count}`,
  },
});

const PICTURES = 4;

export function OrderCard({ order }: { readonly order: Order }) {
  const t = useMessages(messages);
  const { money, date } = useFormat();
  const reorder = useReorder();
  const [, navigate] = useLocation();
  const { orderId, items, createTime, total, subtotal } = order;
  const shown = items.slice(0, PICTURES);
  const products = useProducts(shown.map(({ productId }) => productId));
  const title = t.title(items[0]?.title ?? "", items.length - 1);
  const amount = total ?? subtotal;
  const buyAgain = async () => {
    if ((await reorder.addAll(order)) === 0) return;
    toast(t.added);
    navigate("/cart");
  };
  return (
    <article className={styles.card} aria-label={title} data-order={orderId}>
      <header className={styles.header}>
        {createTime && <time className={styles.soft}>{date(createTime)}</time>}
        <OrderBadge order={order} />
      </header>
      <Link href={`/orders/${orderId}`} className={styles.body}>
        <span className={styles.pictures}>
          {shown.map((item) => (
            <Picture
              key={lineKey(item)}
              path={item.picturePath}
              category={products.find(item.productId)?.category ?? ""}
            />
          ))}
          {items.length > PICTURES && <span className={styles.more}>{t.more(items.length - PICTURES)}</span>}
        </span>
        <span className={styles.words}>
          <strong>{title}</strong>
          {amount && <span className={styles.amount}>{money(amount)}</span>}
        </span>
      </Link>
      <footer className={styles.actions}>
        <ButtonLink href={`/orders/${orderId}`} kind="secondary" size="s">
          {t.details}
        </ButtonLink>
        <Button kind="quiet" size="s" busy={reorder.busy} aria-label={t.againOf(title)} onClick={buyAgain}>
          {t.again}
        </Button>
      </footer>
    </article>
  );
}
