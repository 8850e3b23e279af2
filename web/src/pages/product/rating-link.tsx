// The rating under the title; leads down to the reviews.
import type { Product } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import type { ReviewsPart } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Stars } from "../../ui/stars.tsx";
import styles from "./product-page.module.css";

const messages = defineMessages({ en: { none: "No reviews yet" }, ko: { none: "아직 후기가 없습니다" } });

export function RatingLink({
  product,
  reviews,
}: {
  readonly product: Product;
  readonly reviews: ReviewsPart | undefined;
}) {
  const t = useMessages(messages);
  // The product's own copy, until the reviews themselves are there, and while they are away.
  const { averageStars, reviewCount } = reviews?.rating ?? product;
  return (
    <a href="#reviews" className={styles.rating}>
      {reviewCount > 0 ? <Stars stars={averageStars} reviewCount={reviewCount} /> : t.none}
    </a>
  );
}
