// Counts the query table anew from the command tables, and tells of each rating that was wrong or lost. Queries go on meanwhile,
// commands wait. By hand: DATABASE_URL=postgres://... node services/reviews/src/rebuild.ts
import { readDatabaseConfig } from "@meshmart/kit/config";
import { type Database, openDatabase } from "@meshmart/kit/database";
import { appendEvents } from "@meshmart/kit/outbox";
import { type RatingRow, toRating } from "./rating-store.ts";
import { ratingChanged } from "./review-events.ts";

const TIMEOUT = "60s";
const EVENTS_AT_ONCE = 1000;

/** Answers with how many ratings were not what the reviews add up to. */
export async function rebuildRatings(sql: Database): Promise<number> {
  return await sql.begin(async (tx) => {
    await tx`select set_config('statement_timeout', ${TIMEOUT}, true)`;
    // Commands begin with a row of this table (rating-store.ts): none of them is under way now.
    await tx`lock table product_ratings in exclusive mode`;
    const mended = await tx<RatingRow[]>`
      insert into product_ratings as rating (product_id, review_count, stars_sum, histogram)
      select product_id, count(stars), coalesce(sum(stars), 0), array[
        count(*) filter (where stars = 1), count(*) filter (where stars = 2), count(*) filter (where stars = 3),
        count(*) filter (where stars = 4), count(*) filter (where stars = 5)]
      from (select product_id from reviews union select product_id from product_ratings) as product
      left join reviews using (product_id)
      group by product_id
      on conflict (product_id) do update set
        review_count = excluded.review_count, stars_sum = excluded.stars_sum, histogram = excluded.histogram,
        version = excluded.version
      where rating.histogram <> excluded.histogram
      returning *`;
    for (let start = 0; start < mended.length; start += EVENTS_AT_ONCE) {
      const events = mended.slice(start, start + EVENTS_AT_ONCE).map((row) => ratingChanged(toRating(row)));
      await appendEvents(tx, events);
    }
    return mended.length;
  });
}

if (import.meta.main) {
  const sql = openDatabase(readDatabaseConfig().url, 1);
  console.log(`Ratings mended: ${await rebuildRatings(sql)}`);
  await sql.end();
}
