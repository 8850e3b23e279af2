// What is ordered and what it costs: always in view, beside the sections on wide screens, below them on narrow ones.
import { lineKey } from "../../api/lines.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { negate, times } from "../../i18n/money.ts";
import { Amounts } from "../../ui/amounts.tsx";
import { Badge } from "../../ui/badge.tsx";
import { ProductLine } from "../../ui/product-line.tsx";
import styles from "./summary.module.css";
import type { Checkout } from "./use-checkout.ts";

const messages = defineMessages({
  en: {
    title: "Your order",
    items: "Items",
    discount: (code: string) => `Coupon ${code}`,
    shipping: "Shipping",
    total: "Total",
    unknown: "Not known yet",
    pieces: (count: string, each: string) => `${count} × ${each}`,
    missing: "Sold out: left out",
  },
  ko: {
    title: "주문 상품",
    items: "상품 금액",
    discount: (code: string) => `쿠폰 ${code}`,
    shipping: "배송비",
    total: "결제 금액",
    unknown: "확인 중",
    pieces: (count: string, each: string) => `${count}개 × ${each}`,
    missing: "품절: 주문에서 제외",
  },
});

export function Summary({ checkout }: { readonly checkout: Checkout }) {
  const t = useMessages(messages);
  const { money, number } = useFormat();
  const { chosen, products, amounts, couponCode } = checkout;
  const { subtotal, discount, shippingPrice, total } = amounts;
  return (
    <section className={styles.summary} aria-labelledby="summary">
      <h2 id="summary" className={styles.title}>
        {t.title}
      </h2>
      <ul className={styles.lines}>
        {chosen?.lines.map((line) => (
          <li key={lineKey(line)}>
            <ProductLine
              item={line}
              category={products.find(line.productId)?.category}
              option={products.optionTitle(line)}
              end={money(times(line.unitPrice, line.quantity))}
            >
              <span className={styles.soft}>{t.pieces(number(line.quantity), money(line.unitPrice))}</span>
            </ProductLine>
          </li>
        ))}
        {chosen?.missing.map((item) => (
          <li key={lineKey(item)}>
            <ProductLine
              item={item}
              category={products.find(item.productId)?.category}
              option={products.optionTitle(item)}
            >
              <Badge kind="bad">{t.missing}</Badge>
            </ProductLine>
          </li>
        ))}
      </ul>
      <Amounts
        amounts={[
          { label: t.items, value: subtotal ? money(subtotal) : t.unknown },
          discount && { label: t.discount(couponCode), value: money(negate(discount)), kind: "good" },
          { label: t.shipping, value: shippingPrice ? money(shippingPrice) : t.unknown },
          {
            label: t.total,
            value: <span data-total>{total ? money(total) : t.unknown}</span>,
            kind: "total",
          },
        ]}
      />
    </section>
  );
}
