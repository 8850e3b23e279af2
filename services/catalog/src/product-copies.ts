// What catalog keeps of other services' data beside its products: a version that was passed is ignored, so events may come twice or
// out of order.
import type { Transaction } from "@meshmart/kit/database";
import { appendEvents } from "@meshmart/kit/outbox";
import { availabilityChanged, type Rating, type StockLevel } from "./product-events.ts";

/** Takes over newer stock levels, and tells of each product whose availability changed by it. */
export async function updateAvailability(tx: Transaction, levels: readonly StockLevel[]): Promise<void> {
  const updated = await tx<{ product_id: string; available: boolean; was_available: boolean }[]>`
    with newest as (
      select distinct on (product_id) product_id, available, version
      from unnest(
        ${levels.map(({ productId }) => productId)}::uuid[], ${levels.map(({ available }) => String(available))}::text[]::boolean[],
        ${levels.map(({ version }) => String(version))}::bigint[]
      ) as level (product_id, available, version)
      order by product_id, version desc
    ), before as (
      select product_id, available from products where product_id in (select product_id from newest)
      order by product_id for update
    )
    update products set available = newest.available, stock_version = newest.version
    from newest join before using (product_id)
    where products.product_id = newest.product_id and products.stock_version < newest.version
    returning products.product_id, products.available, before.available as was_available`;
  const changed = updated.filter((row) => row.available !== row.was_available);
  if (changed.length > 0)
    await appendEvents(
      tx,
      changed.map((row) => availabilityChanged(row.product_id, row.available)),
    );
}

/** Takes over newer ratings. */
export async function updateRatings(tx: Transaction, ratings: readonly Rating[]): Promise<void> {
  await tx`
    with newest as (
      select distinct on (product_id) product_id, average_stars, review_count, version
      from unnest(
        ${ratings.map(({ productId }) => productId)}::uuid[], ${ratings.map(({ averageStars }) => String(averageStars))}::float8[],
        ${ratings.map(({ reviewCount }) => String(reviewCount))}::int[], ${ratings.map(({ version }) => String(version))}::bigint[]
      ) as rating (product_id, average_stars, review_count, version)
      order by product_id, version desc
    ), locked as (
      select product_id from products where product_id in (select product_id from newest) order by product_id for update
    )
    update products
    set average_stars = newest.average_stars, review_count = newest.review_count, rating_version = newest.version
    from newest join locked using (product_id)
    where products.product_id = newest.product_id and products.rating_version < newest.version`;
}
