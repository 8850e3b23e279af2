// What customers think of a product. The newest come with the page; all of them, or those with so many stars, are read when asked for.
import { useInfiniteQuery } from "@connectrpc/connect-query";
import type { Product } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { ReviewsService } from "@meshmart/gen/meshmart/reviews/v1/reviews_pb";
import type { ReviewsPart } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import { useState } from "react";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, plural, useMessages } from "../../i18n/messages.ts";
import { Button } from "../../ui/button.tsx";
import { Failure } from "../../ui/failure.tsx";
import { isDegraded, Part } from "../../ui/part.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Histogram } from "./histogram.tsx";
import { MyReview } from "./my-review.tsx";
import { ReviewItem } from "./review-item.tsx";
import styles from "./reviews.module.css";

const messages = defineMessages({
  en: {
    title: "Reviews",
    none: "Nobody has reviewed this yet.",
    noneWith: (stars: number) => `No reviews with ${plural(stars, "star")}.`,
    shown: (count: string, of: string) => `${count} of ${of} reviews shown`,
    more: "More reviews",
  },
  ko: {
    title: "상품 후기",
    none: "아직 작성된 후기가 없습니다.",
    noneWith: (stars: number) => `별점 ${stars}점 후기가 없습니다.`,
    shown: (count: string, of: string) => `후기 ${of}개 중 ${count}개 표시`,
    more: "후기 더 보기",
  },
});

const PAGE_SIZE = 10;

export default function Reviews({
  product,
  part,
}: {
  readonly product: Product;
  readonly part: ReviewsPart | undefined;
}) {
  const t = useMessages(messages);
  return (
    <section aria-labelledby="reviews-title" className={styles.section}>
      <h2 id="reviews-title">{t.title}</h2>
      <Part of={part}>{part ? <Loaded product={product} part={part} /> : <Skeleton height="12rem" />}</Part>
      {!isDegraded(part) && <MyReview productId={product.productId} />}
    </section>
  );
}

function Loaded({ product: { productId }, part }: { readonly product: Product; readonly part: ReviewsPart }) {
  const t = useMessages(messages);
  const { number } = useFormat();
  const [stars, setStars] = useState(0);
  const [all, setAll] = useState(false);
  const asked = all || stars > 0;
  const list = useInfiniteQuery(
    ReviewsService.method.listReviews,
    { productId, stars, pageSize: PAGE_SIZE, pageToken: "" },
    {
      pageParamKey: "pageToken",
      getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
      enabled: asked,
    },
  );
  const rating = part.rating;
  if (!rating || rating.reviewCount === 0) return <p className={styles.none}>{t.none}</p>;

  const read = list.data?.pages.flatMap(({ reviews }) => reviews);
  // The newest of all stay until there are more of them; of others there are none to show.
  const reviews = asked ? (read ?? (stars === 0 ? part.reviews : undefined)) : part.reviews;
  const of = stars === 0 ? rating.reviewCount : (rating.histogram[stars - 1] ?? 0);
  const hasMore = asked ? list.hasNextPage : part.reviews.length < rating.reviewCount;
  const more = () => (asked ? void list.fetchNextPage() : setAll(true));
  return (
    <div className={styles.columns}>
      <Histogram rating={rating} stars={stars} onChoose={setStars} />
      <div className={styles.list}>
        <p role="status" className={styles.shown}>
          {reviews && (reviews.length > 0 ? t.shown(number(reviews.length), number(of)) : t.noneWith(stars))}
        </p>
        <ul className={styles.items} aria-busy={list.isFetching}>
          {reviews?.map((review) => <ReviewItem key={review.customerId} review={review} />) ?? (
            <li>
              <Skeleton height="6rem" />
            </li>
          )}
        </ul>
        {list.error && <Failure error={list.error} onRetry={list.refetch} />}
        {hasMore && !list.error && (
          <div>
            <Button kind="secondary" busy={list.isFetching} onClick={more}>
              {t.more}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
