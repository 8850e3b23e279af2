import { expect, it } from "vitest";
import { priceBound, toTsQuery, wordsOf } from "./search.ts";

it("parts what was typed into words, in Korean and English", () => {
  expect(wordsOf("  Cast-iron   스킬렛, 26CM! ")).toEqual(["cast", "iron", "스킬렛", "26cm"]);
  expect(wordsOf("mug MUG Mug")).toEqual(["mug"]);
  expect(wordsOf("'); drop table products; -- & | ! <-> :*")).toEqual(["drop", "table", "products"]);
  expect(wordsOf(" \0 ' & ")).toEqual([]);
});

it("joins the jamo of a Korean word that came apart", () => {
  expect(wordsOf("머그컵".normalize("NFD"))).toEqual(["머그컵"]);
});

it("takes no more than eight words", () => {
  expect(wordsOf("a b c d e f g h i j")).toHaveLength(8);
});

it("asks for all of the words", () => {
  expect(toTsQuery(["blue", "mug"], true)).toBe("blue:* & mug:*");
  expect(toTsQuery(["blue", "mug"], false)).toBe("blue & mug");
});

it("takes a bound in the currency that is asked for, and in no other", () => {
  const money = (currencyCode: string, units: bigint, nanos = 0) => ({ currencyCode, units, nanos });
  expect(priceBound("min_price", undefined, "KRW")).toBeUndefined();
  expect(priceBound("min_price", money("USD", 9n, 990_000_000), "USD")).toBe(999n);
  expect(priceBound("min_price", money("", 5000n), "KRW")).toBe(5000n);
  expect(priceBound("max_price", money("KRW", 2n ** 62n), "KRW")).toBe(10n ** 15n);
  expect(() => priceBound("max_price", money("USD", 5n), "KRW")).toThrow("max_price is in USD");
});
