// Search in PostgreSQL, every query by an index. What few products match is collected by the index of what they match by, and sorted;
// what many match is met soon by walking along the order itself. So a page costs about the same whatever is searched for.
// Its pages go on where the one before ended, whatever was added since.
import type { Database } from "@meshmart/kit/database";
import type { Fragment } from "postgres";
import { searchByRelevance } from "./relevance.ts";
import { isByPrice, type Order, type Search } from "./search.ts";
import { conditions, FIRST_UUID, type FoundBy, LAST_UUID, lowest } from "./search-conditions.ts";
import { createSampler, type Sampler } from "./search-sample.ts";

/** So many are few: they are collected and sorted for each page. */
export const FEW = 2_000;
/** After every price: what has none comes last, whichever way. */
const [DEARER_THAN_ALL, CHEAPER_THAN_ALL] = ["9223372036854775807", "0"];

export interface FoundProduct {
  readonly productId: string;
  /** Where the next page begins if this is the last of its page. */
  readonly place: readonly string[];
}

export interface ProductSearch {
  /** `after` is a place of an answer for the same search; undefined: from the beginning. */
  search(search: Search, after: readonly string[] | undefined, limit: number): Promise<readonly FoundProduct[]>;
}

/** The last one of the page before. */
export interface Last {
  readonly key: string;
  readonly id: string;
}

/** An order by a column, and by id where that is the same. */
interface ColumnOrder {
  readonly column: Fragment;
  readonly type: Fragment;
  /** The key as a page token holds it. */
  readonly text: Fragment;
  readonly descending: boolean;
  /** What stands for a column that is null; undefined: it never is. */
  readonly forNull?: string;
}

export function createProductSearch(sql: Database): ProductSearch {
  const takeSample = createSampler(sql);
  return {
    search(search, after, limit) {
      if (search.order === "relevance") return searchByRelevance(sql, takeSample, search, after, limit);
      return searchByColumn(sql, takeSample, search, after, limit);
    },
  };
}

async function searchByColumn(
  sql: Database,
  takeSample: Sampler,
  search: Search,
  after: readonly string[] | undefined,
  limit: number,
): Promise<readonly FoundProduct[]> {
  const [mode, key, id] = after ?? [];
  const last = key !== undefined && id !== undefined ? { key, id } : undefined;
  if (mode !== "many" && needsCollecting(search)) {
    const sample = await takeSample(search);
    // What was few when the first page was made is collected to the end, however many it has become.
    if (mode === "few" || !sample.isMany("all")) {
      const rows = await sql<{ count: number; product_id: string | null; key: string }[]>`
        ${collect(sql, search, sample.by("all"), last, limit, mode === "few" ? undefined : FEW)}`;
      if (mode === "few" || rows[0]!.count <= FEW) {
        return rows.flatMap(({ product_id, key }) =>
          product_id ? [{ productId: product_id, place: ["few", key, product_id] }] : [],
        );
      }
    }
  }
  const rows = await sql<{ product_id: string; key: string }[]>`${walk(sql, search, last, limit)}`;
  return rows.map(({ product_id, key }) => ({ productId: product_id, place: ["many", key, product_id] }));
}

/** Whether something other than a category, and a price that is also the order, narrows it: no index is in order then. */
function needsCollecting(search: Search): boolean {
  const { words, minPrice, maxPrice } = search;
  return words.length > 0 || (!isByPrice(search) && (minPrice !== undefined || maxPrice !== undefined));
}

/** All that matches, by an index of what it matches by, then sorted. With a bound it sorts nothing when there is more. */
export function collect(
  sql: Database,
  search: Search,
  by: FoundBy,
  last: Last | undefined,
  limit: number,
  bound?: number,
): Fragment {
  const { column, type, text, descending, forNull } = columnOf(sql, search);
  const [direction, beyond] = descending ? [sql`desc`, sql`<`] : [sql`asc`, sql`>`];
  return sql`
    with found as materialized (
      select product_id, ${forNull ? sql`coalesce(${column}, ${forNull}::bigint)` : column} as key from products
      where true ${conditions(sql, search, { by })} ${bound ? sql`limit ${bound + 1}` : sql``}
    )
    select size.count, page.product_id, page.key from (select count(*)::int as count from found) as size
    left join lateral (
      select product_id, ${text} as key from found
      where size.count <= ${bound ?? 2 ** 31 - 1}
      ${last ? sql`and (key, product_id) ${beyond} (${last.key}::${type}, ${last.id}::uuid)` : sql``}
      order by found.key ${direction}, product_id ${direction} limit ${limit}
    ) as page on true`;
}

/** Along the index of the order, past what does not match. */
export function walk(sql: Database, search: Search, last: Last | undefined, limit: number): Fragment {
  const order = columnOf(sql, search);
  const { column, text, forNull } = order;
  const [direction, beyond] = order.descending ? [sql`desc`, sql`<`] : [sql`asc`, sql`>`];
  // The inner limit, a page at its largest, is a number in the statement, so that the planner knows that it will not walk far.
  const from = (where: Fragment, others: Search) => sql`
    select product_id, ${column} as key from products
    where true ${where} ${conditions(sql, others, {})}
    order by ${column} ${direction}, product_id ${direction} limit 101`;
  if (!forNull) {
    const after = last ? beyondKey(sql, order, beyond, last) : sql``;
    return sql`select product_id, ${text} as key from (${from(after, search)}) as page limit ${limit}`;
  }
  // Those without a price follow, unless a price is asked for; the database looks for them only when the others do not fill the page.
  const hasRange = search.minPrice !== undefined || search.maxPrice !== undefined;
  const anyPrice = { ...search, minPrice: undefined, maxPrice: undefined };
  const isPast = last?.key === forNull;
  const priced = from(stretch(sql, search, isPast ? undefined : last), anyPrice);
  const after = isPast ? sql`and product_id ${beyond} ${last.id}::uuid` : sql``;
  const unpriced = from(sql`and ${column} is null ${after}`, anyPrice);
  return sql`
    select product_id, coalesce(key, ${forNull}::bigint)::text as key
    from (${hasRange ? priced : isPast ? unpriced : sql`(${priced}) union all (${unpriced})`}) as page limit ${limit}`;
}

/**
 * The part of a price index to walk: the range that is asked for, from the last page's end. Compared as rows, which the planner takes
 * for wide ranges: two plain comparisons it would take for a narrow one, and sort all of it.
 */
function stretch(sql: Database, search: Search, last: Last | undefined): Fragment {
  const { minPrice, maxPrice } = search;
  const order = columnOf(sql, search);
  const min = minPrice === undefined ? undefined : { key: String(minPrice), id: FIRST_UUID };
  const max = maxPrice === undefined ? undefined : { key: String(maxPrice), id: LAST_UUID };
  const [lower, upper] = order.descending ? [min, last ?? max] : [last ?? min, max];
  return sql`and ${order.column} is not null
    ${lower ? beyondKey(sql, order, sql`>`, lower) : sql``} ${upper ? beyondKey(sql, order, sql`<`, upper) : sql``}`;
}

function beyondKey(sql: Database, { column, type }: ColumnOrder, beyond: Fragment, { key, id }: Last): Fragment {
  return sql`and (${column}, product_id) ${beyond} (${key}::${type}, ${id}::uuid)`;
}

function columnOf(sql: Database, { order, currency }: Search): ColumnOrder {
  const price = { column: lowest(sql, currency), type: sql`bigint`, text: sql`key::text` };
  const orders: Record<Exclude<Order, "relevance">, ColumnOrder> = {
    title: { column: sql`title`, type: sql`text`, text: sql`key`, descending: false },
    price_ascending: { ...price, descending: false, forNull: DEARER_THAN_ALL },
    price_descending: { ...price, descending: true, forNull: CHEAPER_THAN_ALL },
    newest: {
      column: sql`created_at`,
      type: sql`timestamptz`,
      text: sql`to_char(key at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
      descending: true,
    },
  };
  return orders[order === "relevance" ? "title" : order];
}
