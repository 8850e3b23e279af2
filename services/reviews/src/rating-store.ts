// Ratings in PostgreSQL: the query table. A command locks the rating of its product before it looks at the review, so that reviews of
// one product are written one after the other, and their events' order is the order of their versions.
import type { Database, Transaction } from "@meshmart/kit/database";
import type { Rating } from "./rating.ts";

export interface RatingRow {
  readonly product_id: string;
  readonly review_count: number;
  readonly stars_sum: bigint;
  readonly histogram: readonly number[];
  readonly version: bigint;
}

/** Those that there are, in no order. */
export async function findRatings(sql: Database, productIds: readonly string[]): Promise<Rating[]> {
  const rows = await sql<RatingRow[]>`
    select * from product_ratings where product_id = any(${productIds as string[]}::uuid[])`;
  return rows.map(toRating);
}

/** The rating, which nobody else changes until the transaction ends; undefined: nobody has reviewed the product yet. */
export async function lockRating(tx: Transaction, productId: string): Promise<Rating | undefined> {
  const [row] = await tx<RatingRow[]>`select * from product_ratings where product_id = ${productId} for update`;
  return row && toRating(row);
}

/** The same, of a product that is reviewed now. */
export async function lockOrAddRating(tx: Transaction, productId: string): Promise<Rating> {
  const found = await lockRating(tx, productId);
  if (found) return found;
  await tx`insert into product_ratings (product_id) values (${productId}) on conflict do nothing`;
  return (await lockRating(tx, productId))!;
}

export function toRating(row: RatingRow): Rating {
  return {
    productId: row.product_id,
    reviewCount: row.review_count,
    starsSum: Number(row.stars_sum),
    histogram: row.histogram,
    version: row.version,
  };
}
