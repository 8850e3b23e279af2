// A product among others: picture, title, rating, price.
import type { Product } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { Link } from "wouter";
import { useFormat } from "../i18n/format.ts";
import { defineMessages, useMessages } from "../i18n/messages.ts";
import { Badge } from "./badge.tsx";
import { Picture } from "./picture.tsx";
import styles from "./product-card.module.css";
import { Skeleton } from "./skeleton.tsx";
import { Stars } from "./stars.tsx";

const messages = defineMessages({
  en: { from: (price: string) => `from ${price}`, soldOut: "Sold out", otherCurrency: "Not sold in this currency" },
  ko: { from: (price: string) => `${price}부터`, soldOut: "품절", otherCurrency: "이 통화로는 판매하지 않음" },
});

function ProductCard({ product, eager = false }: { readonly product: Product; readonly eager?: boolean }) {
  const t = useMessages(messages);
  const { money } = useFormat();
  const { productId, title, price, purchaseOptions, available, reviewCount, averageStars } = product;
  const price_ = price && (purchaseOptions.length > 1 ? t.from(money(price)) : money(price));
  return (
    <Link href={`/products/${productId}`} className={styles.card}>
      <Picture path={product.picturePath} category={product.category} eager={eager} />
      <span className={styles.title}>{title}</span>
      {reviewCount > 0 && <Stars stars={averageStars} reviewCount={reviewCount} />}
      <span className={styles.foot}>
        {price_ ? <span className={styles.price}>{price_}</span> : <Badge>{t.otherCurrency}</Badge>}
        {!available && <Badge kind="bad">{t.soldOut}</Badge>}
      </span>
    </Link>
  );
}

/** As many as are usual while they are loaded. */
export function ProductGrid({
  products,
  placeholders = 8,
  eager = 0,
}: {
  /** Undefined while they are loaded. */
  readonly products: readonly Product[] | undefined;
  readonly placeholders?: number;
  /** How many of them are seen at once, and fetched first. */
  readonly eager?: number;
}) {
  return (
    <ul className={styles.grid} aria-busy={products === undefined}>
      {products
        ? products.map((product, index) => (
            <li key={product.productId}>
              <ProductCard product={product} eager={index < eager} />
            </li>
          ))
        : Array.from({ length: placeholders }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have nothing else
            <li key={index} className={styles.card}>
              <span className={styles.picture}>
                <Skeleton height="100%" />
              </span>
              <Skeleton width="80%" />
              <Skeleton width="40%" />
            </li>
          ))}
    </ul>
  );
}
