// Every query that finds products goes by an index: held by the plans that PostgreSQL makes of them for a shop of forty thousand.
import { join } from "node:path";
import type { Transaction } from "@meshmart/kit/database";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { openTestDatabase } from "@meshmart/kit/testing";
import type { Fragment } from "postgres";
import { describe, expect, it } from "vitest";
import { collect, createProductSearch, walk } from "../src/product-search.ts";
import { RANKED_SETS, type RankedSet, ranked } from "../src/relevance.ts";
import type { Order, Search } from "../src/search.ts";
import { createSampler, sampled } from "../src/search-sample.ts";
import { titlesFrom, titlesWith } from "../src/suggestions.ts";

const PRODUCTS = 40_000;
const { sql, owner } = await openTestDatabase({ ...EVENT_TABLES, catalog: join(import.meta.dirname, "../migrations") });
/** However long it takes on a busy machine. */
const fill = (change: (tx: Transaction) => Promise<unknown>) =>
  owner.begin(async (tx) => {
    await tx`set local statement_timeout = 0`;
    await change(tx);
  });
await fill(
  (tx) => tx`
    insert into products (product_id, title, description, category, weight_grams, lowest_krw, lowest_usd, created_at)
    select gen_random_uuid(), 'Product ' || (array['blue', 'red', 'green'])[1 + number % 3] || ' ' || number,
      'Common words, and now and then a ' || case when number % 1000 = 0 then 'rarity' else 'usual one' end,
      'category-' || number % 20, 100, 1000 + number, case when number % 10 > 0 then 100 + number end, now() + number * interval '1 second'
    from generate_series(1, ${PRODUCTS}) as number`,
);
await owner`analyze products`;

/** As it is planned for whatever values come, with the settings of the service's connections. */
async function planOf(query: Fragment): Promise<string> {
  const { string } = await sql`${query}`.describe();
  const rows = await sql.unsafe(`explain (generic_plan) ${string}`);
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  expect(plan).not.toMatch(/Seq Scan|Disabled/);
  return plan;
}

const search = (some: Partial<Search>): Search => ({
  words: [],
  category: "",
  currency: "KRW",
  minPrice: undefined,
  maxPrice: undefined,
  order: "relevance",
  ...some,
});
/** The index of words, and that the category is met in it too: not in thousands of products that only have the words. */
const byIndex = (index: string, { category }: Partial<Search>) =>
  new RegExp(`on ${index} .*\\n.*Index Cond: \\(${category ? "\\(category = [^)]*\\) AND " : ""}\\(?(title_)?words @@`);
const range = { minPrice: 1_000n, maxPrice: 50_000n };
const id = "01930000-0000-7000-8000-000000000001";

describe("a walk", () => {
  const orders: [Order, string, string, string][] = [
    ["title", "Mug", "products_by_title", "products_by_category"],
    ["price_ascending", "100", "products_by_krw", "products_by_category_krw"],
    ["price_descending", "100", "products_by_krw", "products_by_category_krw"],
    ["newest", "2026-01-01T00:00:00.000Z", "products_by_age", "products_by_category_age"],
  ];
  it.each(orders)("by %s goes along its index, from the last page's end", async (order, key, index, inCategory) => {
    for (const last of [undefined, { key, id }]) {
      for (const more of [{}, { words: ["common"] }, range, { words: ["common"], ...range }]) {
        const plan = await planOf(walk(sql, search({ order, ...more }), last, 21));
        expect(plan).toMatch(new RegExp(`Scan (Backward )?using ${index} on`));
        expect(plan).not.toMatch(/Sort/);
        const narrow = await planOf(walk(sql, search({ order, category: "category-1", ...more }), last, 21));
        expect(narrow).toMatch(new RegExp(`Scan (Backward )?using ${inCategory} on`));
        expect(narrow).not.toMatch(/Sort/);
      }
    }
  });

  it("by dollars goes along the index of dollars", async () => {
    const plan = await planOf(
      walk(sql, search({ order: "price_ascending", currency: "USD", ...range }), undefined, 21),
    );
    expect(plan).toContain("using products_by_usd on");
  });
});

describe("what is collected", () => {
  const narrowed = [range, { category: "category-1" }, { category: "category-1", ...range }];

  it("by words comes from the index of words", async () => {
    for (const more of [{}, ...narrowed]) {
      for (const order of ["title", "newest", "price_ascending"] as const) {
        const wanted = search({ order, words: ["rar"], ...more });
        expect(await planOf(collect(sql, wanted, "words", undefined, 21, 2_000))).toMatch(
          byIndex("products_by_words", more),
        );
      }
    }
  });

  it("by price or category comes from an index of those", async () => {
    const last = { key: "2026-01-01T00:00:00.000Z", id };
    const condition = /Index Cond: \(+(category|lowest_krw) /;
    for (const more of narrowed) {
      const some = await planOf(
        collect(sql, search({ order: "title", words: ["rar"], ...more }), "narrowed", undefined, 21, 2_000),
      );
      expect(some).toMatch(condition);
      const all = await planOf(collect(sql, search({ order: "newest", ...more }), "narrowed", last, 21));
      expect(all).toMatch(condition);
    }
  });
});

describe("what is ranked", () => {
  const last = { key: "0.5", id };
  it.each([{}, range, { category: "category-1" }])("comes from an index of words while it is few: %o", async (more) => {
    const wanted = search({ words: ["blue", "prod"], ...more });
    for (const end of [undefined, last]) {
      const plan = (set: RankedSet) => planOf(ranked(sql, wanted, "words", { set, last: end }, 21));
      expect(await plan("whole")).toMatch(byIndex("products_by_title_words", more));
      expect(await plan("title")).toMatch(byIndex("products_by_title_words", more));
      expect(await plan("rest")).toMatch(byIndex("products_by_words", more));
    }
  });

  it.each(RANKED_SETS)("goes along the shelves when it is many: %s", async (set) => {
    for (const to of ["", id]) {
      const place = { set, shelves: { from: id, to }, last };
      for (const more of [{}, range, { category: "category-1" }]) {
        const plan = await planOf(ranked(sql, search({ words: ["prod"], ...more }), "words", place, 21));
        const index = "category" in more ? "products_by_category_shelf" : "products_by_shelf";
        expect(plan).toContain(to ? `on ${index}` : `using ${index} on`);
      }
    }
  });
});

it("takes its sample from the beginning of the shelves, the category's own where one is asked for", async () => {
  for (const words of [[], ["prod"]]) {
    for (const [category, index] of [
      ["", "products_by_shelf"],
      ["category-1", "products_by_category_shelf"],
    ] as const) {
      const plan = await planOf(sampled(sql, search({ words, category, ...range })));
      expect(plan).toContain(`using ${index} on`);
      expect(plan).not.toContain("Sort");
    }
  }
});

it("uses a sample for ten seconds, then takes another", async () => {
  let now = 0;
  const takeSample = createSampler(sql, () => now);
  const areMany = async () => (await takeSample(search({ words: ["special"] }))).isMany("whole");
  expect(await areMany()).toBe(false);
  await fill((tx) => tx`update products set title = 'Special ' || title where title like 'Product red 1%'`);
  now = 9_999;
  expect(await areMany()).toBe(false);
  now = 10_000;
  expect(await areMany()).toBe(true);
});

it("completes what is typed by the indexes of titles", async () => {
  expect(await planOf(titlesFrom(sql, "pro"))).toContain("using products_by_title_start on");
  expect(await planOf(titlesWith(sql, ["pro"]))).toContain("on products_by_title_words");
});

it("finds each of forty thousand once: whole in the title, begun there, then in the description, page by page", async () => {
  const { search: find } = createProductSearch(sql);
  await fill(async (tx) => {
    await tx`update products set title = 'Usual suspect ' || title where title like 'Product blue 1%'`;
    await tx`update products set title = 'Usually ' || title where title like 'Product blue 2%'`;
  });
  const ids: string[] = [];
  let places: readonly string[] | undefined;
  for (;;) {
    const found = await find(search({ words: ["usual"] }), places, 1_000);
    if (found.length === 0) break;
    ids.push(...found.map(({ productId }) => productId));
    places = found.at(-1)!.place;
  }
  const idsOf = async (where: Fragment) =>
    (await sql<{ product_id: string }[]>`select product_id from products where ${where}`).map((row) => row.product_id);
  const whole = await idsOf(sql`title like 'Usual %'`);
  const begun = await idsOf(sql`title like 'Usually %'`);
  const all = await idsOf(sql`words @@ to_tsquery('simple', 'usual:*')`);
  expect(Math.min(whole.length, begun.length)).toBeGreaterThan(2_000);
  expect(ids).toHaveLength(all.length);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids.slice(0, whole.length))).toEqual(new Set(whole));
  expect(new Set(ids.slice(whole.length, whole.length + begun.length))).toEqual(new Set(begun));
});
