// Once a parcel has arrived: what it brought can be reviewed.
import type { OrderItem } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { Picture } from "../../ui/picture.tsx";
import styles from "./order-page.module.css";

const messages = defineMessages({
  en: { title: "How was it?", write: "Write a review" },
  ko: { title: "상품은 어떠셨나요?", write: "후기 쓰기" },
});

export function WriteReviews({ items }: { readonly items: readonly OrderItem[] }) {
  const t = useMessages(messages);
  const products = [...new Map(items.map((item) => [item.productId, item])).values()];
  return (
    <section className={styles.card} aria-labelledby="reviews">
      <h2 id="reviews">{t.title}</h2>
      <ul className={styles.reviews}>
        {products.map(({ productId, title, picturePath }) => (
          <li key={productId}>
            <Picture path={picturePath} />
            <span>{title}</span>
            <ButtonLink href={`/products/${productId}#reviews`} kind="secondary" size="s">
              {t.write}
            </ButtonLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
