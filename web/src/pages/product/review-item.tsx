// A review, as text: whatever somebody wrote into it is shown as it was written, markup too.
import type { Review } from "@meshmart/gen/meshmart/reviews/v1/reviews_pb";
import type { ReactNode } from "react";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Stars } from "../../ui/stars.tsx";
import styles from "./reviews.module.css";

const messages = defineMessages({ en: { edited: "edited" }, ko: { edited: "수정됨" } });

export function ReviewItem({ review, actions }: { readonly review: Review; readonly actions?: ReactNode }) {
  const t = useMessages(messages);
  const { date } = useFormat();
  const { stars, title, text, authorName, createTime, updateTime } = review;
  const edited = createTime && updateTime && updateTime.seconds > createTime.seconds;
  return (
    <li className={styles.item}>
      <Stars stars={stars} />
      <h3 className={styles.itemTitle}>{title}</h3>
      {text && <p className={styles.text}>{text}</p>}
      <p className={styles.by}>
        {[authorName, createTime && date(createTime), edited && t.edited].filter(Boolean).join(" · ")}
      </p>
      {actions}
    </li>
  );
}
