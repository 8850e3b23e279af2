// The commands: a customer writes their review of a product, or takes it back. The review, the rating that it adds up to and the event
// of its change commit together: whoever has the answer finds them in every query.
import type { Database, Transaction } from "@meshmart/kit/database";
import { appendEvents } from "@meshmart/kit/outbox";
import type { PendingQuery, Row } from "postgres";
import { type Rating, withStars } from "./rating.ts";
import { lockOrAddRating, lockRating } from "./rating-store.ts";
import { hasReceived } from "./receipt-store.ts";
import { type Draft, notReceived, type Review, rewrite } from "./review.ts";
import { ratingChanged } from "./review-events.ts";
import { type ReviewRow, toReview } from "./review-queries.ts";

export interface ReviewCommands {
  /** Answers with the review as it is. */
  write(draft: Draft, now: Date): Promise<Review>;
  remove(customerId: string, productId: string): Promise<void>;
}

/** `onCommit` is called after each commit that appended events. */
export function createReviewCommands(sql: Database, onCommit: () => void): ReviewCommands {
  return {
    async write(draft, now) {
      const { review, isRatingChanged } = await sql.begin(async (tx) => {
        const { customerId, productId } = draft;
        if (!(await hasReceived(tx, customerId, productId))) throw notReceived(productId);
        const rating = await lockOrAddRating(tx, productId);
        const { before, version } = await look(tx, customerId, productId);
        const after = rewrite(draft, before, now);
        if (!after) return { review: before!, isRatingChanged: false };
        const isRatingChanged = after.stars !== before?.stars;
        if (!isRatingChanged) await save(tx, after);
        else await saveRating(tx, withStars(rating, before?.stars, after.stars, version), save(tx, after));
        return { review: after, isRatingChanged };
      });
      if (isRatingChanged) onCommit();
      return review;
    },

    async remove(customerId, productId) {
      const isRatingChanged = await sql.begin(async (tx) => {
        const rating = await lockRating(tx, productId);
        if (!rating) return false;
        const { before, version } = await look(tx, customerId, productId);
        if (!before) return false;
        const deleted = tx`delete from reviews where product_id = ${productId} and customer_id = ${customerId}`;
        await saveRating(tx, withStars(rating, before.stars, undefined, version), deleted);
        return true;
      });
      if (isRatingChanged) onCommit();
    },
  };
}

/**
 * The customer's review, and the rating's next version. A statement after the lock of the rating: it sees what others committed before
 * they gave it up, and their versions are lower.
 */
async function look(tx: Transaction, customerId: string, productId: string) {
  const [row] = await tx<({ next_version: bigint } & (ReviewRow | { product_id: null }))[]>`
    select next_version, reviews.* from (select nextval('rating_versions') as next_version) as rating
    left join reviews on product_id = ${productId} and customer_id = ${customerId}`;
  return { before: row!.product_id === null ? undefined : toReview(row as ReviewRow), version: row!.next_version };
}

/** Awaited, it is a statement of its own; or it is part of another (saveRating). */
function save(tx: Transaction, review: Review): PendingQuery<Row[]> {
  const { productId, customerId, authorName, stars, title, text, createdAt, updatedAt } = review;
  return tx`
    insert into reviews (product_id, customer_id, author_name, stars, title, text, created_at, updated_at)
    values (${productId}, ${customerId}, ${authorName}, ${stars}, ${title}, ${text}, ${createdAt}, ${updatedAt})
    on conflict (product_id, customer_id) do update set
      author_name = excluded.author_name, stars = excluded.stars, title = excluded.title, text = excluded.text,
      updated_at = excluded.updated_at`;
}

/** Changes a review and its product's rating, and tells of it, in one statement. */
async function saveRating(tx: Transaction, rating: Rating, change: PendingQuery<Row[]>): Promise<void> {
  const { productId, reviewCount, starsSum, histogram, version } = rating;
  await tx`
    with review as (${change}), event as (${appendEvents(tx, [ratingChanged(rating)])})
    update product_ratings set review_count = ${reviewCount}, stars_sum = ${starsSum},
      histogram = ${histogram.map(String)}::int[], version = ${String(version)}
    where product_id = ${productId}`;
}
