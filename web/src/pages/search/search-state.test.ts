import { SearchProductsRequest_Sort as Sort } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { expect, it } from "vitest";
import { priceRange, readPlace, readSearch, type SearchState, searchPath } from "./search-state.ts";

const EVERYTHING: SearchState = {
  query: "",
  category: "",
  minPrice: "",
  maxPrice: "",
  currency: "KRW",
  sort: Sort.RELEVANCE,
};

it.each([
  ["/search", "", EVERYTHING],
  ["/categories/kitchen", "", { ...EVERYTHING, category: "kitchen" }],
  [
    "/search?query=cast+iron&min=100&max=2000&currency=KRW&sort=cheapest",
    "",
    { ...EVERYTHING, query: "cast iron", minPrice: "100", maxPrice: "2000", sort: Sort.PRICE_ASCENDING },
  ],
  ["/categories/kitchen?query=mug&from=WyJ0", "WyJ0", { ...EVERYTHING, query: "mug", category: "kitchen" }],
])("%s says what is searched for and where one is, and is what a search is linked by", (path, from, state) => {
  const [, query = ""] = path.split("?");
  const params = new URLSearchParams(query);
  expect(readSearch(params, state.category, "KRW")).toEqual(state);
  expect(readPlace(params)).toBe(from);
  expect(searchPath(state, from)).toBe(path);
});

it("takes what nobody could have chosen as not said", () => {
  expect(readSearch(new URLSearchParams("min=-5&max=cheap&sort=best"), "", "KRW")).toEqual(EVERYTHING);
});

it("does not take a price in a link for one in another currency", () => {
  const params = new URLSearchParams("max=50000&currency=KRW");
  expect(readSearch(params, "", "KRW").maxPrice).toBe("50000");
  expect(readSearch(params, "", "USD").maxPrice).toBe("");
});

it("turns a price range round that was entered the wrong way, and reads only its digits", () => {
  expect(priceRange("50,000", "₩1,000")).toEqual({ minPrice: "1000", maxPrice: "50000" });
  expect(priceRange("", "20")).toEqual({ minPrice: "", maxPrice: "20" });
});
