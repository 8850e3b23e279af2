// Whether the visitor bought it before, and where the order is.
import type { PurchasesPart } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import { Link } from "wouter";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, plural, useMessages } from "../../i18n/messages.ts";
import { Notice } from "../../ui/notice.tsx";
import { Part } from "../../ui/part.tsx";
import styles from "./product-page.module.css";

const messages = defineMessages({
  en: {
    before: "You bought this before",
    line: (quantity: number, price: string) => `${plural(quantity, "piece")} at ${price}`,
    order: "See the order",
    away: "Whether you bought this before cannot be looked up right now.",
  },
  ko: {
    before: "구매한 적이 있는 상품입니다",
    line: (quantity: number, price: string) => `${quantity}개, 개당 ${price}`,
    order: "주문 보기",
    away: "지금은 구매 내역을 확인할 수 없습니다.",
  },
});

/** More are in the list of orders. */
const SHOWN = 2;

export function Purchases({ part }: { readonly part: PurchasesPart | undefined }) {
  const t = useMessages(messages);
  const { money } = useFormat();
  const purchases = part?.purchases.slice(0, SHOWN) ?? [];
  return (
    <Part of={part} away={t.away}>
      {purchases.length > 0 && (
        <Notice kind="good" title={t.before}>
          {purchases.map(({ orderId, quantity, unitPrice }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an order may have it twice, from two sellers
            <span key={`${orderId} ${index}`} className={styles.purchase}>
              {unitPrice && t.line(quantity, money(unitPrice))}
              <Link href={`/orders/${orderId}`}>{t.order}</Link>
            </span>
          ))}
        </Notice>
      )}
    </Part>
  );
}
