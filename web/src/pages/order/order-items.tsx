// What was ordered, what it costs, and where it goes.
import type { Order } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { lineKey } from "../../api/lines.ts";
import { useProducts } from "../../api/products.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { negate, times } from "../../i18n/money.ts";
import { Amounts } from "../../ui/amounts.tsx";
import { ProductLine } from "../../ui/product-line.tsx";
import styles from "./order-page.module.css";

const messages = defineMessages({
  en: {
    title: "Items",
    items: "Items",
    shipping: "Shipping",
    discount: (code: string) => `Coupon ${code}`,
    total: "Total",
    unknown: "Being worked out",
    pieces: (count: string, each: string) => `${count} × ${each}`,
  },
  ko: {
    title: "주문 상품",
    items: "상품 금액",
    shipping: "배송비",
    discount: (code: string) => `쿠폰 ${code}`,
    total: "합계",
    unknown: "확인 중",
    pieces: (count: string, each: string) => `${count}개 × ${each}`,
  },
});

export function OrderItems({ order }: { readonly order: Order }) {
  const t = useMessages(messages);
  const { money, number } = useFormat();
  const { items, subtotal, shippingPrice, discount, couponCode, total, failureReason } = order;
  const products = useProducts(items.map(({ productId }) => productId));
  // A cancelled order has no price that is still to come.
  const unknown = failureReason ? "–" : t.unknown;
  return (
    <section className={styles.card} aria-labelledby="items">
      <h2 id="items">{t.title}</h2>
      <ul className={styles.items}>
        {items.map((item) => (
          <li key={lineKey(item)}>
            <ProductLine
              item={item}
              category={products.find(item.productId)?.category}
              option={products.optionTitle(item)}
              end={item.unitPrice && money(times(item.unitPrice, item.quantity))}
            >
              {item.unitPrice && (
                <span className={styles.soft}>{t.pieces(number(item.quantity), money(item.unitPrice))}</span>
              )}
            </ProductLine>
          </li>
        ))}
      </ul>
      <Amounts
        amounts={[
          { label: t.items, value: subtotal ? money(subtotal) : unknown },
          couponCode !== ""
            ? { label: t.discount(couponCode), value: discount ? money(negate(discount)) : unknown, kind: "good" }
            : undefined,
          { label: t.shipping, value: shippingPrice ? money(shippingPrice) : unknown },
          { label: t.total, value: total ? money(total) : unknown, kind: "total" },
        ]}
      />
    </section>
  );
}
