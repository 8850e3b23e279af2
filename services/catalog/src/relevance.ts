// Search by words, the best matches first. Few matches are ranked all together. Of many, those in the title come before those in the
// description only, in groups of a hundred that are ranked each by itself: ranking stays as cheap when half of the shop matches.
// A group is a stretch of the shelves (a random order that never changes): what is added falls into it, and moves nothing out of it.
import type { Database } from "@meshmart/kit/database";
import type { Fragment } from "postgres";
import { FEW, type FoundProduct, narrowed, rowByRow, tsQuery } from "./product-search.ts";
import type { Search } from "./search.ts";

const GROUP = 100;
const [FIRST_SHELF, LAST_SHELF] = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"];

/** Which matches: all, or of many those in the title, then the rest. */
const NEXT_SET: Record<string, string | undefined> = { all: undefined, title: "rest", rest: undefined };

export interface Place {
  readonly set: string;
  /** Undefined: the set is few, and ranked as one. */
  readonly shelves: { readonly from: string /** Empty: as far as a group reaches. */; readonly to: string } | undefined;
  /** The last one that was shown. */
  readonly last: { readonly rank: string; readonly id: string } | undefined;
}

interface RankedRow {
  readonly count: number;
  readonly to_shelf: string | null;
  readonly product_id: string | null;
  readonly rank: string;
}

export async function searchByRelevance(
  sql: Database,
  search: Search,
  after: readonly string[] | undefined,
  limit: number,
): Promise<readonly FoundProduct[]> {
  const found: FoundProduct[] = [];
  let place: Place | undefined = after ? fromToken(after) : { set: "all", shelves: undefined, last: undefined };
  while (place) {
    const { set, shelves, last }: Place = place;
    const rows: RankedRow[] = await sql<RankedRow[]>`${ranked(sql, search, place, limit - found.length)}`;
    const { count, to_shelf } = rows[0]!;
    if (!shelves && !last && count > FEW) {
      place = { set: set === "all" ? "title" : set, shelves: set === "all" ? undefined : firstGroup, last: undefined };
      continue;
    }
    // A group that is not full is the last one: it reaches to the end, for what will be added.
    const to: string = shelves?.to || (count < GROUP ? LAST_SHELF : to_shelf!);
    for (const { product_id, rank } of rows) {
      if (!product_id) continue;
      const here = { set, shelves: shelves && { ...shelves, to }, last: { rank, id: product_id } };
      found.push({ productId: product_id, place: toToken(here) });
    }
    if (found.length >= limit) break;
    if (shelves && to !== LAST_SHELF) place = { set, shelves: { from: to, to: "" }, last: undefined };
    else place = NEXT_SET[set] ? { set: NEXT_SET[set], shelves: undefined, last: undefined } : undefined;
  }
  return found;
}

const firstGroup = { from: FIRST_SHELF, to: "" };

/** What is in that place, the best first. Of a set that turns out to be many it ranks nothing, and tells only that. */
export function ranked(sql: Database, search: Search, { set, shelves, last }: Place, limit: number): Fragment {
  // Words that are matched as a whole count beside those that are matched by their beginning.
  const rank = sql`ts_rank(words, ${tsQuery(sql, search)}, 1) + ts_rank(words, ${tsQuery(sql, search, false)}, 1)`;
  const bound = shelves || last ? 2 ** 31 - 1 : FEW;
  const found = shelves
    ? sql`where shelf > ${shelves.from}::uuid ${rowByRow(sql, matchingSet(sql, search, set))}
        ${shelves.to ? sql`and shelf <= ${shelves.to}::uuid` : sql`order by shelf limit ${sql.unsafe(String(GROUP))}`}`
    : sql`where true ${matchingSet(sql, search, set)} ${last ? sql`` : sql`limit ${FEW + 1}`}`;
  return sql`
    with found as materialized (select product_id, shelf, words from products ${found})
    select size.count, size.to_shelf, page.product_id, page.rank::text
    from (select count(*)::int as count, (select shelf from found order by shelf desc limit 1) as to_shelf from found) as size
    left join lateral (
      select product_id, rank from (
        select product_id, ${rank} as rank from found where size.count <= ${bound}
      ) as ranked
      where true ${last ? sql`and (rank, product_id) < (${last.rank}::float4, ${last.id}::uuid)` : sql``}
      order by rank desc, product_id desc limit ${limit}
    ) as page on true`;
}

function matchingSet(sql: Database, search: Search, set: string): Fragment {
  const query = tsQuery(sql, search);
  const words = {
    all: sql`and words @@ ${query}`,
    title: sql`and title_words @@ ${query}`,
    rest: sql`and words @@ ${query} and (title_words @@ ${query}) is false`,
  };
  return sql`${words[set as keyof typeof words]} ${narrowed(sql, search)}`;
}

function toToken({ set, shelves, last }: Place): string[] {
  return [set, shelves?.from ?? "", shelves?.to ?? "", last!.rank, last!.id];
}

function fromToken([set, from, to, rank, id]: readonly string[]): Place {
  return {
    set: set!,
    shelves: from ? { from, to: to! } : undefined,
    last: { rank: rank!, id: id! },
  };
}
