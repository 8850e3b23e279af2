// What is searched for, as the address says it, so that every list of products can be linked to, gone back to and reloaded.
import { SearchProductsRequest_Sort as Sort } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";

export interface SearchState {
  readonly query: string;
  /** Slug. Empty: all. */
  readonly category: string;
  /** Whole units of the visitor's currency. Empty: any. */
  readonly minPrice: string;
  readonly maxPrice: string;
  readonly sort: Sort;
}

const SORTS: Readonly<Record<string, Sort>> = {
  relevance: Sort.RELEVANCE,
  cheapest: Sort.PRICE_ASCENDING,
  dearest: Sort.PRICE_DESCENDING,
  newest: Sort.NEWEST,
};

export const SORT_NAMES = Object.keys(SORTS) as readonly SortName[];
export type SortName = "relevance" | "cheapest" | "dearest" | "newest";

/** Reads what somebody may have typed: what does not fit counts as not said. */
export function readSearch(params: URLSearchParams, category: string): SearchState {
  const price = (name: string) => /^\d{1,9}$/.exec(params.get(name) ?? "")?.[0] ?? "";
  return {
    query: (params.get("query") ?? "").slice(0, 200),
    category,
    minPrice: price("min"),
    maxPrice: price("max"),
    sort: SORTS[params.get("sort") ?? ""] ?? Sort.RELEVANCE,
  };
}

export function sortNameOf(sort: Sort): SortName {
  return SORT_NAMES.find((name) => SORTS[name] === sort) ?? "relevance";
}

/** The address of a search; a category has a path of its own. */
export function searchPath({ query, category, minPrice, maxPrice, sort }: SearchState): string {
  const params = new URLSearchParams();
  if (query) params.set("query", query);
  if (minPrice) params.set("min", minPrice);
  if (maxPrice) params.set("max", maxPrice);
  if (sort !== Sort.RELEVANCE) params.set("sort", sortNameOf(sort));
  const path = category ? `/categories/${encodeURIComponent(category)}` : "/search";
  return params.size > 0 ? `${path}?${params}` : path;
}

export function sortOf(name: string): Sort {
  return SORTS[name] ?? Sort.RELEVANCE;
}
