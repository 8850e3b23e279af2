// The queries: pages of a product's reviews, ratings, and a customer's own review. They lock nothing and wait for no command.
import type { Database } from "@meshmart/kit/database";
import { noReviews, type Rating } from "./rating.ts";
import { findRatings } from "./rating-store.ts";
import { hasReceived } from "./receipt-store.ts";
import type { Review } from "./review.ts";

export interface ReviewQueries {
  /** Newest first, beginning after the given one; all of them, or those with so many stars. */
  list(options: {
    readonly productId: string;
    readonly stars: number | undefined;
    readonly after: { readonly createdAt: string; readonly customerId: string } | undefined;
    readonly limit: number;
  }): Promise<Review[]>;
  /** In the order of the ids. */
  ratings(productIds: readonly string[]): Promise<Rating[]>;
  mine(customerId: string, productId: string): Promise<{ mayReview: boolean; review: Review | undefined }>;
}

export interface ReviewRow {
  readonly product_id: string;
  readonly customer_id: string;
  readonly author_name: string;
  readonly stars: number;
  readonly title: string;
  readonly text: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export function createReviewQueries(sql: Database): ReviewQueries {
  return {
    async list({ productId, stars, after, limit }) {
      const rows = await sql<ReviewRow[]>`
        select * from reviews where product_id = ${productId}
        ${stars === undefined ? sql`` : sql`and stars = ${stars}`}
        ${after ? sql`and (created_at, customer_id) < (${after.createdAt}::timestamptz, ${after.customerId}::uuid)` : sql``}
        order by created_at desc, customer_id desc limit ${limit}`;
      return rows.map(toReview);
    },

    async ratings(productIds) {
      const found = new Map((await findRatings(sql, productIds)).map((rating) => [rating.productId, rating]));
      return productIds.map((productId) => found.get(productId) ?? noReviews(productId));
    },

    async mine(customerId, productId) {
      const [mayReview, [row]] = await Promise.all([
        hasReceived(sql, customerId, productId),
        sql<ReviewRow[]>`select * from reviews where product_id = ${productId} and customer_id = ${customerId}`,
      ]);
      return { mayReview, review: row && toReview(row) };
    },
  };
}

export function toReview(row: ReviewRow): Review {
  const { stars, title, text } = row;
  return {
    productId: row.product_id,
    customerId: row.customer_id,
    authorName: row.author_name,
    stars,
    title,
    text,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
