import { SearchProductsRequest_Sort as Sort } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { expect, it } from "vitest";
import { readSearch, searchPath } from "./search-state.ts";

const EVERYTHING = { query: "", category: "", minPrice: "", maxPrice: "", sort: Sort.RELEVANCE };

it.each([
  ["/search", EVERYTHING],
  ["/categories/kitchen", { ...EVERYTHING, category: "kitchen" }],
  [
    "/search?query=cast+iron&min=100&max=2000&sort=cheapest",
    { query: "cast iron", category: "", minPrice: "100", maxPrice: "2000", sort: Sort.PRICE_ASCENDING },
  ],
])("%s says what is searched for, and is what a search is linked by", (path, state) => {
  const [, query = ""] = path.split("?");
  expect(readSearch(new URLSearchParams(query), state.category)).toEqual(state);
  expect(searchPath(state)).toBe(path);
});

it("takes what nobody could have chosen as not said", () => {
  expect(readSearch(new URLSearchParams("min=-5&max=cheap&sort=best"), "")).toEqual(EVERYTHING);
});
