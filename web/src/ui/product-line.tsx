// A product in a cart or an order: its picture, its title that leads to it, and in which way and from whom it is bought.
import type { ReactNode } from "react";
import { Link } from "wouter";
import { defineMessages, useMessages } from "../i18n/messages.ts";
import { Picture } from "./picture.tsx";
import styles from "./product-line.module.css";

const messages = defineMessages({
  en: { seller: (name: string) => `Sold by ${name}` },
  ko: { seller: (name: string) => `판매자: ${name}` },
});

export function ProductLine({
  item: { productId, title, picturePath, sellerName },
  category = "",
  option,
  end,
  children,
}: {
  readonly item: {
    readonly productId: string;
    readonly title: string;
    readonly picturePath: string;
    readonly sellerName: string;
  };
  /** For the picture of a product that has none. */
  readonly category?: string | undefined;
  /** Title of the purchase option. Empty: there is only one. */
  readonly option: string;
  /** At the right edge: what it costs. */
  readonly end?: ReactNode;
  readonly children?: ReactNode;
}) {
  const t = useMessages(messages);
  return (
    <div className={styles.line}>
      <Link href={`/products/${productId}`} className={styles.picture} tabIndex={-1} aria-hidden="true">
        <Picture path={picturePath} category={category} />
      </Link>
      <div className={styles.texts}>
        <div className={styles.words}>
          <Link href={`/products/${productId}`} className={styles.title}>
            {title}
          </Link>
          {(option || sellerName) && (
            <span className={styles.soft}>
              {[option, sellerName && t.seller(sellerName)].filter(Boolean).join(" · ")}
            </span>
          )}
          {children}
        </div>
        {end && <div className={styles.end}>{end}</div>}
      </div>
    </div>
  );
}
