// What a search asks of a product, as SQL: in a form that an index answers, and in one that is looked at row by row.
import type { Database } from "@meshmart/kit/database";
import type { Fragment } from "postgres";
import { type Search, toTsQuery } from "./search.ts";

/** Before and behind all ids and shelves. */
export const FIRST_UUID = "00000000-0000-0000-0000-000000000000";
export const LAST_UUID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** Which matches of words: all; those with all words whole in the title; those with all words begun there; or the rest of them. */
export type WordSet = "all" | "whole" | "title" | "rest";
/** What an index finds first: the words within the category, or category and price. */
export type FoundBy = "words" | "narrowed";

/**
 * Every condition, `by` in the form that an index answers. Without it, that is the category alone: for a walk along another order, which
 * has an index for each category.
 */
export function conditions(
  sql: Database,
  search: Search,
  { set = "all", by }: { set?: WordSet; by?: FoundBy },
): Fragment {
  const [words, category, price] = [wordsMatch(sql, search, set), inCategory(sql, search), priceRange(sql, search)];
  if (by === "words") return sql`${words} ${category} ${rowByRow(sql, price)}`;
  if (by === "narrowed") return sql`${category} ${price} ${rowByRow(sql, words)}`;
  return sql`${category} ${rowByRow(sql, sql`${words} ${price}`)}`;
}

export function wordsMatch(sql: Database, search: Search, set: WordSet): Fragment {
  if (search.words.length === 0) return sql``;
  const [whole, begun] = [tsQuery(sql, search, false), tsQuery(sql, search)];
  if (set === "whole") return sql`and title_words @@ ${whole}`;
  if (set === "title") return sql`and title_words @@ ${begun} and (title_words @@ ${whole}) is false`;
  return sql`and words @@ ${begun} ${set === "rest" ? sql`and (title_words @@ ${begun}) is false` : sql``}`;
}

export function inCategory(sql: Database, { category }: Search): Fragment {
  return category ? sql`and category = ${category}` : sql``;
}

export function priceRange(sql: Database, { currency, minPrice, maxPrice }: Search): Fragment {
  const column = lowest(sql, currency);
  return sql`
    ${minPrice === undefined ? sql`` : sql`and ${column} >= ${String(minPrice)}::bigint`}
    ${maxPrice === undefined ? sql`` : sql`and ${column} <= ${String(maxPrice)}::bigint`}`;
}

/** Conditions behind a `case`: no index answers them, and the planner takes them for likely. */
function rowByRow(sql: Database, conditions: Fragment): Fragment {
  return sql`and case when true ${conditions} then true else false end`;
}

/** The words, read once a statement. */
export function tsQuery(sql: Database, { words }: Search, startsWith = true): Fragment {
  return sql`(select to_tsquery('simple', ${toTsQuery(words, startsWith)}))`;
}

export function lowest(sql: Database, currency: Search["currency"]): Fragment {
  return currency === "KRW" ? sql`lowest_krw` : sql`lowest_usd`;
}
