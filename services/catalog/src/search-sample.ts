// How much of the shop, or of the category that is asked for, a search matches, told by the first few hundred of its shelves: they are in
// a random order, so these stand for all. PostgreSQL's own planner cannot know it of words that come as a parameter.
import type { Database } from "@meshmart/kit/database";
import type { Fragment } from "postgres";
import { isByPrice, type Search } from "./search.ts";
import { type FoundBy, inCategory, priceRange, type WordSet, wordsMatch } from "./search-conditions.ts";

const SAMPLE = 500;
/** One in so many: a walk meets as many as a page needs after a thousand others. More than one, which may be chance. */
const ONE_IN = 50;
const CHANCE = 1;
/** A wrong sample makes a search slower and not wrong, so it may be as old as this. */
const KEPT_MS = 10_000;
const MAX_KEPT = 1_000;

export interface Sample {
  /** Whether so many match that a walk meets them soon: one along the category, and the range of prices where the order is theirs. */
  isMany(set: WordSet): boolean;
  /** What fewer products match. */
  by(set: WordSet): FoundBy;
}

type SampleRow = Record<"size" | "narrowed" | "words" | "title_words" | "whole_words" | WordSet, number>;

export type Sampler = (search: Search) => Promise<Sample>;

/** What was counted is used again for a while: for the pages that follow, and for what many look for at once. */
export function createSampler(sql: Database, now: () => number = Date.now): Sampler {
  const kept = new Map<string, { readonly counts: Promise<SampleRow>; readonly takenAt: number }>();
  const take = async (search: Search) => (await sql<SampleRow[]>`${sampled(sql, search)}`)[0]!;
  return async (search) => {
    const { words, category, currency, minPrice, maxPrice } = search;
    const key = [words.join(" "), category, currency, minPrice, maxPrice].join("\n");
    let one = kept.get(key);
    if (!one || now() - one.takenAt >= KEPT_MS) {
      one = { counts: take(search), takenAt: now() };
      one.counts.catch(() => kept.delete(key));
      kept.delete(key); // The order is that of their age.
      kept.set(key, one);
      if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value!);
    }
    return toSample(search, await one.counts);
  };
}

function toSample(search: Search, counts: SampleRow): Sample {
  const isWhole = counts.size < SAMPLE;
  const walked = isByPrice(search) ? counts.narrowed : counts.size;
  return {
    isMany: (set) => !isWhole && counts[set] > CHANCE && counts[set] >= walked / ONE_IN,
    by(set) {
      // A small category is soon looked through, and a word may be in all the rest of the shop.
      if (search.words.length === 0 || (isWhole && search.category)) return "narrowed";
      const words = { all: "words", whole: "whole_words", title: "title_words", rest: "words" } as const;
      return counts[words[set]] <= counts.narrowed ? "words" : "narrowed";
    },
  };
}

export function sampled(sql: Database, search: Search): Fragment {
  const counted = (name: string, where: string) => sql.unsafe(`, (count(*) filter (where ${where}))::int as "${name}"`);
  return sql`
    select count(*)::int as size ${counted("narrowed", "narrowed")} ${counted("words", "in_words")}
      ${counted("whole_words", "whole_in_title")} ${counted("title_words", "whole_in_title or in_title")}
      ${counted("all", "narrowed and in_words")} ${counted("whole", "narrowed and whole_in_title")}
      ${counted("title", "narrowed and in_title")} ${counted("rest", "narrowed and in_words and not in_title and not whole_in_title")}
    from (
      select true ${priceRange(sql, search)} as narrowed, true ${wordsMatch(sql, search, "all")} as in_words,
        true ${wordsMatch(sql, search, "whole")} as whole_in_title, true ${wordsMatch(sql, search, "title")} as in_title
      from products where true ${inCategory(sql, search)} order by shelf limit ${sql.unsafe(String(SAMPLE))}
    ) as sample`;
}
