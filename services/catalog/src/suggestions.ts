// Completions and categories, for whoever has not asked for anything yet. Each is a few look-ups in an index, however large the shop.
import type { Database } from "@meshmart/kit/database";
import type { Fragment } from "postgres";
import { toTsQuery, wordsOf } from "./search.ts";

const MAX_SUGGESTIONS = 8;
/** Among so many titles with such words the completions are chosen. */
const MAX_CANDIDATES = 200;
/** Comes after every letter. */
const LAST_LETTER = "\u{10ffff}";

export interface Suggestions {
  /** Titles that begin with what was typed, then titles with words that do, each once. */
  suggest(query: string): Promise<string[]>;
  /** Beginning after the given slug. */
  categories(after: string, limit: number): Promise<{ category: string; productCount: number }[]>;
}

export function createSuggestions(sql: Database): Suggestions {
  return {
    async suggest(query) {
      const start = query.replaceAll("\0", "").normalize("NFC").trimStart();
      if (start === "") return [];
      const titles = (await sql<{ title: string }[]>`${titlesFrom(sql, start)}`).map(({ title }) => title);
      const words = wordsOf(start);
      if (titles.length === MAX_SUGGESTIONS || words.length === 0) return titles;
      const more = await sql<{ title: string }[]>`${titlesWith(sql, words)}`;
      const unique = new Map<string, string>();
      for (const title of [...titles, ...more.map((row) => row.title)]) {
        if (!unique.has(title.toLowerCase())) unique.set(title.toLowerCase(), title);
      }
      return [...unique.values()].slice(0, MAX_SUGGESTIONS);
    },
    async categories(after, limit) {
      return await sql<{ category: string; productCount: number }[]>`
        select category, product_count as "productCount" from categories
        where category > ${after} and product_count > 0 order by category limit ${limit}`;
    },
  };
}

/** From each title to the next one that differs: as many look-ups as titles, also where thousands of products have the same. */
export function titlesFrom(sql: Database, start: string): Fragment {
  const next = (from: Fragment) => sql`
    select title, lower(title) collate "C" as key from products
    where lower(title) collate "C" ${from} and lower(title) collate "C" < lower(${start + LAST_LETTER})
    order by lower(title) collate "C" limit 1`;
  return sql`
    with recursive suggestion as (
      select title, key, 1 as number from (${next(sql`>= lower(${start})`)}) as first
      union all
      select next.title, next.key, number + 1 from suggestion, lateral (${next(sql`> suggestion.key`)}) as next
      where number < ${MAX_SUGGESTIONS}
    )
    select title from suggestion order by number`;
}

export function titlesWith(sql: Database, words: readonly string[]): Fragment {
  return sql`
    select distinct title from (
      select title from products where title_words @@ (select to_tsquery('simple', ${toTsQuery(words, true)})) limit ${MAX_CANDIDATES}
    ) as candidate
    order by title limit ${2 * MAX_SUGGESTIONS}`;
}
