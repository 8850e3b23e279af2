// Search by words, the best matches first: those with all words whole in the title, those with all words begun there, then the rest. Few of
// each are ranked all together; many in groups of fifty that are ranked each by itself, so that ranking stays as cheap when half of the
// shop matches. Few titles fill a page without a look at the thousands that only describe themselves so; and whole words are found three
// times as fast as those that begin so, of which the index makes a list first.
// A group is a stretch of the shelves (a random order that never changes): what is added falls into it, and moves nothing out of it.
import type { Database } from "@meshmart/kit/database";
import type { Fragment } from "postgres";
import { FEW, type FoundProduct, type Last } from "./product-search.ts";
import type { Search } from "./search.ts";
import { conditions, FIRST_UUID, type FoundBy, LAST_UUID, tsQuery, type WordSet } from "./search-conditions.ts";
import type { Sampler } from "./search-sample.ts";

const GROUP = 50;
const MANY: Shelves = { from: FIRST_UUID, to: "" };

export type RankedSet = Exclude<WordSet, "all">;

/** The best first. */
export const RANKED_SETS: readonly RankedSet[] = ["whole", "title", "rest"];

/** From behind the first shelf to the last one; empty: as far as a group reaches. */
interface Shelves {
  readonly from: string;
  readonly to: string;
}

export interface Place {
  readonly set: RankedSet;
  /** The group. Undefined: the set is few, and ranked as one. */
  readonly shelves?: Shelves | undefined;
  readonly last?: Last | undefined;
}

interface RankedRow {
  readonly count: number;
  readonly to_shelf: string | null;
  readonly product_id: string | null;
  readonly rank: string;
}

export async function searchByRelevance(
  sql: Database,
  takeSample: Sampler,
  search: Search,
  after: readonly string[] | undefined,
  limit: number,
): Promise<readonly FoundProduct[]> {
  const sample = await takeSample(search);
  const begin = (set: RankedSet): Place => ({ set, shelves: sample.isMany(set) ? MANY : undefined });
  const found: FoundProduct[] = [];
  let place: Place | undefined = after ? fromToken(after) : begin("whole");
  while (place && found.length < limit) {
    const { set, shelves, last }: Place = place;
    const rows = await sql<RankedRow[]>`${ranked(sql, search, sample.by(set), place, limit - found.length)}`;
    const { count, to_shelf } = rows[0]!;
    if (!shelves && !last && count > FEW) {
      place = { set, shelves: MANY };
      continue;
    }
    // A group that is not full is the last one: it reaches to the end, for what will be added.
    const to: string = shelves?.to || (count < GROUP ? LAST_UUID : to_shelf!);
    for (const { product_id, rank } of rows) {
      if (!product_id) continue;
      const here = { set, shelves: shelves && { ...shelves, to }, last: { key: rank, id: product_id } };
      found.push({ productId: product_id, place: toToken(here) });
    }
    const next = RANKED_SETS[RANKED_SETS.indexOf(set) + 1];
    if (shelves && to !== LAST_UUID) place = { set, shelves: { from: to, to: "" } };
    else place = next && begin(next);
  }
  return found;
}

/** What is in that place, the best first. Of a set that turns out to be many it ranks nothing, and tells only that. */
export function ranked(
  sql: Database,
  search: Search,
  by: FoundBy,
  { set, shelves, last }: Place,
  limit: number,
): Fragment {
  // Words that are matched as a whole count beside those that are matched by their beginning.
  const rank = sql`ts_rank(words, ${tsQuery(sql, search)}, 1) + ts_rank(words, ${tsQuery(sql, search, false)}, 1)`;
  const bound = shelves || last ? 2 ** 31 - 1 : FEW;
  const found = shelves
    ? sql`where shelf > ${shelves.from}::uuid ${conditions(sql, search, { set })}
        ${shelves.to ? sql`and shelf <= ${shelves.to}::uuid` : sql`order by shelf limit ${sql.unsafe(String(GROUP))}`}`
    : sql`where true ${conditions(sql, search, { set, by })} ${last ? sql`` : sql`limit ${FEW + 1}`}`;
  const toShelf = shelves ? sql`(select shelf from found order by shelf desc limit 1)` : sql`null::uuid`;
  return sql`
    with found as materialized (select product_id, shelf, words from products ${found})
    select size.count, size.to_shelf, page.product_id, page.rank::text
    from (select count(*)::int as count, ${toShelf} as to_shelf from found) as size
    left join lateral (
      select product_id, rank from (
        select product_id, ${rank} as rank from found where size.count <= ${bound}
      ) as ranked
      where true ${last ? sql`and (rank, product_id) < (${last.key}::float4, ${last.id}::uuid)` : sql``}
      order by rank desc, product_id desc limit ${limit}
    ) as page on true`;
}

function toToken({ set, shelves, last }: Place): string[] {
  return [set, shelves?.from ?? "", shelves?.to ?? "", last!.key, last!.id];
}

function fromToken([set, from, to, key, id]: readonly string[]): Place {
  return { set: set as RankedSet, shelves: from ? { from, to: to! } : undefined, last: { key: key!, id: id! } };
}
