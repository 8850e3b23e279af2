// What shoppers find, in which order, page by page.

import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  type SearchProductsRequestSchema,
  SearchProductsRequest_Sort as Sort,
} from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { reasonOf } from "@meshmart/kit/errors";
import { describe, expect, it } from "vitest";
import { addProduct, outcome, shopper, sql } from "./catalog.ts";

type Search = MessageInitShape<typeof SearchProductsRequestSchema>;
const titles = async (search: Search) =>
  (await shopper.searchProducts({ pageSize: 100, ...search })).products.map(({ title }) => title);
const refusal = async (search: Search) => {
  const error = ConnectError.from(await shopper.searchProducts(search).catch((thrown) => thrown));
  return [error.code, reasonOf(error)];
};
const won = (units: number) => ({ currencyCode: "KRW", units: BigInt(units) });

/** All pages, `add` called after each. */
async function pages(search: Search, pageSize: number, add: () => Promise<unknown> = async () => {}) {
  const ids: string[] = [];
  const found: string[] = [];
  for (let pageToken = "", page = 0; page === 0 || pageToken; page++) {
    const answer = await shopper.searchProducts({ ...search, pageSize, pageToken });
    expect(answer.products.length).toBeLessThanOrEqual(pageSize);
    ids.push(...answer.products.map(({ productId }) => productId));
    found.push(...answer.products.map(({ title }) => title));
    pageToken = answer.nextPageToken;
    await add();
  }
  return { ids, titles: found };
}

describe("words", () => {
  it("are found from their beginning, in titles and descriptions, in any case, all of them", async () => {
    await addProduct("Copper Teapot", "tea", 1000, "Holds 600 ml; for green-tea lovers.");
    expect(await titles({ query: "copp" })).toEqual(["Copper Teapot"]);
    expect(await titles({ query: "TEAPOT copper" })).toEqual(["Copper Teapot"]);
    expect(await titles({ query: "lov green" })).toEqual(["Copper Teapot"]);
    expect(await titles({ query: "600ml teapot" })).toEqual([]);
    expect(await titles({ query: "eapot" })).toEqual([]);
    expect(await titles({ query: "copper silverware" })).toEqual([]);
  });

  it("are found in Korean", async () => {
    await addProduct("무쇠 프라이팬 26cm", "kitchenware", 1000, "스테이크를 굽기에 좋은 무쇠 팬입니다.");
    for (const query of ["프라이", "무쇠 팬", "스테이크", "26CM 무쇠"]) {
      expect(await titles({ query })).toEqual(["무쇠 프라이팬 26cm"]);
    }
  });

  it("may hold whatever people type", async () => {
    for (const query of [
      "'",
      "\\",
      ":*",
      "a & | !",
      "<->",
      "%",
      "()",
      "\0",
      "'); drop table products; --",
      "😀",
      "x".repeat(200),
    ]) {
      await expect(shopper.searchProducts({ query })).resolves.toBeDefined();
      await expect(shopper.suggestProducts({ query: query.slice(0, 100) })).resolves.toBeDefined();
    }
    expect(await titles({ query: "chef's" })).toEqual(["Chef's knife"]);
    expect(await titles({ query: "cast-iron" })).toEqual(["Cast-iron skillet"]);
  });

  it("rank: in the title before in the description only, whole words before beginnings", async () => {
    await addProduct("A shelf", "ranks", 1000, "For your quokka.");
    await addProduct("Quokkaland board game", "ranks");
    await addProduct("Quokka figure", "ranks");
    expect(await titles({ query: "quokka" })).toEqual(["Quokka figure", "Quokkaland board game", "A shelf"]);
    expect(await titles({ query: "quokka", category: "ranks", maxPrice: won(999) })).toEqual([]);
  });
});

describe("an order", () => {
  it("by price goes both ways, what is not sold in the currency last", async () => {
    const category = "priced";
    for (const [title, price] of [
      ["B", 300],
      ["A", 100],
      ["D", 300],
      ["C", 200],
    ] as const)
      await addProduct(title, category, price);
    const none = await addProduct("None", category, 5);
    await sql`delete from prices where product_id = ${none}`;
    await sql`update products set lowest_krw = null where product_id = ${none}`;
    const up = await pages({ category, sort: Sort.PRICE_ASCENDING }, 2);
    expect(up.titles.slice(0, 2)).toEqual(["A", "C"]);
    expect(up.titles.slice(2, 4).sort()).toEqual(["B", "D"]);
    expect(up.titles.at(-1)).toBe("None");
    const down = await pages({ category, sort: Sort.PRICE_DESCENDING }, 2);
    expect(down.titles).toEqual([...up.titles.slice(0, 4).reverse(), "None"]);
    const range = { minPrice: won(150), maxPrice: won(250) };
    expect(await titles({ category, sort: Sort.PRICE_ASCENDING, ...range })).toEqual(["C"]);
    expect(await titles({ category, ...range })).toEqual(["C"]);
  });

  it("of the newest begins with what was added last, and everything else is by title", async () => {
    for (const title of ["Old", "Newer", "Brand new"]) {
      const productId = await addProduct(title, "aged");
      await sql`update products set created_at = now() + (select count(*) from products) * interval '1 second' where product_id = ${productId}`;
    }
    expect((await pages({ category: "aged", sort: Sort.NEWEST }, 1)).titles).toEqual(["Brand new", "Newer", "Old"]);
    expect(await titles({ category: "aged" })).toEqual(["Brand new", "Newer", "Old"]);
    expect(await titles({ category: "nothing" })).toEqual([]);
  });

  it("by dollars compares dollars", async () => {
    const { products } = await shopper.searchProducts({
      category: "toys",
      currencyCode: "USD",
      sort: Sort.PRICE_DESCENDING,
    });
    const prices = products.map(({ price }) => price && Number(price.units) + price.nanos / 1e9);
    expect(prices.at(-1)).toBeUndefined();
    expect(prices.slice(0, -1)).toEqual((prices.slice(0, -1) as number[]).toSorted((a, b) => b - a));
    expect(products.at(-1)?.title).toBe("Hanbok doll");
  });
});

describe("pages", () => {
  const sorts = [Sort.RELEVANCE, Sort.PRICE_ASCENDING, Sort.PRICE_DESCENDING, Sort.NEWEST];
  it.each(
    sorts.flatMap((sort) => [
      { sort, query: "" },
      { sort, query: "wobble" },
    ]),
  )("neither skip nor repeat while products are added: $sort $query", async ({ sort, query }) => {
    const category = `growing-${sort}-${query || "all"}`;
    const before = new Set<string>();
    for (let index = 0; index < 23; index++)
      before.add(await addProduct(`Wobble ${index % 5}`, category, 100 + (index % 3)));
    const { ids } = await pages({ category, sort, query }, 4, () => addProduct("Wobble 2", category, 101));
    expect(new Set(ids).size).toBe(ids.length);
    expect([...before].filter((productId) => !ids.includes(productId))).toEqual([]);
  });

  it("of another search, or none, are refused", async () => {
    const { nextPageToken } = await shopper.searchProducts({ pageSize: 2, sort: Sort.NEWEST });
    const invalid = [Code.InvalidArgument, "PAGE_TOKEN_INVALID"];
    expect(await refusal({ sort: Sort.PRICE_ASCENDING, pageToken: nextPageToken })).toEqual(invalid);
    expect(await refusal({ query: "mug", pageToken: nextPageToken })).toEqual(invalid);
    expect(await refusal({ pageToken: "garbage" })).toEqual(invalid);
    const forged = Buffer.from(JSON.stringify(["relevance", "all", "", "", "NaN", "x"])).toString("base64url");
    expect(await refusal({ query: "mug", pageToken: forged })).toEqual(invalid);
  });
});

it("names what is no category, and finds nothing in one that there is not", async () => {
  expect(await refusal({ category: "\0" })).toEqual([Code.InvalidArgument, "TEXT_INVALID"]);
  expect(await outcome(shopper.listProducts({ category: "\0" }))).toBe("TEXT_INVALID");
  expect(await titles({ category: "' or true --" })).toEqual([]);
});

it("takes a price range in the currency of the search only", async () => {
  expect(await refusal({ minPrice: { currencyCode: "USD", units: 5n } })).toEqual([
    Code.InvalidArgument,
    "CURRENCY_MISMATCH",
  ]);
  const huge = { currencyCode: "KRW", units: 2n ** 62n };
  expect(await titles({ maxPrice: huge, category: "toys" })).toHaveLength(3);
  expect(await titles({ minPrice: huge })).toEqual([]);
});

describe("suggestions", () => {
  it("are titles that begin so, then titles with such words, each once, eight at most", async () => {
    for (let index = 0; index < 12; index++) await addProduct("Zebra rug", "zebra");
    await addProduct("zebra RUG", "zebra");
    await addProduct("Zebra", "zebra");
    await addProduct("Painted zebra", "zebra");
    const { suggestions } = await shopper.suggestProducts({ query: "zeb" });
    expect(suggestions.map((title) => title.toLowerCase())).toEqual(["zebra", "zebra rug", "painted zebra"]);
    expect((await shopper.suggestProducts({ query: "Zebra r" })).suggestions).toHaveLength(1);
    for (let index = 0; index < 12; index++) await addProduct(`Yak ${index}`, "yak");
    expect((await shopper.suggestProducts({ query: "YAK" })).suggestions).toHaveLength(8);
    expect((await shopper.suggestProducts({ query: "100%" })).suggestions).toEqual([]);
    expect((await shopper.suggestProducts({ query: "  " })).suggestions).toEqual([]);
  });

  it("complete Korean", async () => {
    await addProduct("한복 인형", "hanbok");
    expect((await shopper.suggestProducts({ query: "한" })).suggestions).toEqual(["한복 인형"]);
    expect((await shopper.suggestProducts({ query: "인형" })).suggestions).toEqual(["한복 인형"]);
  });
});

describe("categories", () => {
  it("are counted whatever happens to their products, and listed page by page", async () => {
    const [first] = [await addProduct("One", "counted-a"), await addProduct("Two", "counted-a")];
    await addProduct("Three", "counted-b");
    const counts = async () => {
      const { categories } = await shopper.listCategories({});
      return categories
        .filter(({ category }) => category.startsWith("counted"))
        .map((one) => [one.category, one.productCount]);
    };
    expect(await counts()).toEqual([
      ["counted-a", 2],
      ["counted-b", 1],
    ]);
    await sql`update products set category = 'counted-b' where product_id = ${first}`;
    expect(await counts()).toEqual([
      ["counted-a", 1],
      ["counted-b", 2],
    ]);
    await sql`update products set category = 'counted-b' where category = 'counted-a'`;
    expect(await counts()).toEqual([["counted-b", 3]]);

    const all: string[] = [];
    for (let pageToken = "", page = 0; page === 0 || pageToken; page++) {
      const answer = await shopper.listCategories({ pageSize: 3, pageToken });
      all.push(...answer.categories.map(({ category }) => category));
      pageToken = answer.nextPageToken;
    }
    const rows = await sql<{ category: string }[]>`select distinct category from products order by category`;
    expect(all).toEqual(rows.map(({ category }) => category));
  });
});
