// What has changed since the customer was shown it: each line with its old and its new price. Ordering goes on with the new total only.
import type { Money } from "@meshmart/gen/google/type/money_pb";
import { useEffect, useRef } from "react";
import { lineKey } from "../../api/lines.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Notice } from "../../ui/notice.tsx";
import type { News } from "./order-lines.ts";
import styles from "./price-news.module.css";

const messages = defineMessages({
  en: {
    title: "Something has changed since you saw it",
    price: (title: string, before: string, now: string) => `${title}: was ${before}, is ${now} now.`,
    gone: (title: string) => `${title}: sold out meanwhile, and left out of this order.`,
    total: (total: string) =>
      `The new total is ${total}. Nothing was ordered yet, and nothing that you entered is lost.`,
  },
  ko: {
    title: "그사이 달라진 내용이 있습니다",
    price: (title: string, before: string, now: string) => `${title}: ${before}에서 ${now}으로 바뀌었습니다.`,
    gone: (title: string) => `${title}: 그사이 품절되어 이번 주문에서 뺐습니다.`,
    total: (total: string) => `바뀐 결제 금액은 ${total}입니다. 아직 주문되지 않았고, 입력하신 내용은 그대로 있습니다.`,
  },
});

export function PriceNews({
  news,
  total,
  reveal,
}: {
  readonly news: readonly News[];
  readonly total: Money | undefined;
  /** Whether an order was refused because of it: then it has to be seen. Who is typing is not interrupted. */
  readonly reveal: boolean;
}) {
  const t = useMessages(messages);
  const { money } = useFormat();
  const list = useRef<HTMLUListElement>(null);
  const revealed = reveal && news.length > 0;
  useEffect(() => {
    if (revealed) list.current?.scrollIntoView({ block: "center" });
  }, [revealed]);
  if (news.length === 0) return null;
  return (
    <Notice kind="warn" title={t.title}>
      <ul ref={list} className={styles.news} data-price-news>
        {news.map(({ item, before, now }) => (
          <li key={lineKey(item)}>{now ? t.price(item.title, money(before), money(now)) : t.gone(item.title)}</li>
        ))}
      </ul>
      {total && <p>{t.total(money(total))}</p>}
    </Notice>
  );
}
