// What is searched for, as the address says it, so that every list of products can be linked to, gone back to and reloaded.
import { SearchProductsRequest_Sort as Sort } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import type { Currency } from "../../i18n/preferences.ts";

export interface SearchState {
  readonly query: string;
  /** Slug. Empty: all. */
  readonly category: string;
  /** Whole units of `currency`. Empty: any. */
  readonly minPrice: string;
  readonly maxPrice: string;
  readonly currency: Currency;
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

/**
 * Reads what somebody may have typed: what does not fit counts as not said. So does a price in another currency than the visitor's: a link
 * to all below ₩50,000 does not mean $50,000.
 */
export function readSearch(params: URLSearchParams, category: string, currency: Currency): SearchState {
  const isTheirs = (params.get("currency") ?? currency) === currency;
  const price = (name: string) => (isTheirs && /^\d{1,9}$/.exec(params.get(name) ?? "")?.[0]) || "";
  return {
    query: (params.get("query") ?? "").trim().slice(0, 200),
    category: category.slice(0, 50),
    minPrice: price("min"),
    maxPrice: price("max"),
    currency,
    sort: SORTS[params.get("sort") ?? ""] ?? Sort.RELEVANCE,
  };
}

/** The page of results that is looked at, by its token. Empty: the first. */
export function readPlace(params: URLSearchParams): string {
  const from = params.get("from") ?? "";
  return from.length <= 500 ? from : "";
}

export function sortNameOf(sort: Sort): SortName {
  return SORT_NAMES.find((name) => SORTS[name] === sort) ?? "relevance";
}

/** The address of a search, at a page of its results; a category has a path of its own. */
export function searchPath(state: SearchState, from = ""): string {
  const { query, category, minPrice, maxPrice, currency, sort } = state;
  const params = new URLSearchParams();
  if (query) params.set("query", query);
  if (minPrice) params.set("min", minPrice);
  if (maxPrice) params.set("max", maxPrice);
  if (minPrice || maxPrice) params.set("currency", currency);
  if (sort !== Sort.RELEVANCE) params.set("sort", sortNameOf(sort));
  if (from) params.set("from", from);
  const path = category ? `/categories/${encodeURIComponent(category)}` : "/search";
  return params.size > 0 ? `${path}?${params}` : path;
}

export function sortOf(name: string): Sort {
  return SORTS[name] ?? Sort.RELEVANCE;
}

/** The price range as it was meant, whichever of the two was entered first. */
export function priceRange(min: string, max: string): Pick<SearchState, "minPrice" | "maxPrice"> {
  const [minPrice, maxPrice] = [min, max].map((typed) => typed.replace(/\D/g, "").slice(0, 9)) as [string, string];
  const swapped = minPrice !== "" && maxPrice !== "" && Number(minPrice) > Number(maxPrice);
  return swapped ? { minPrice: maxPrice, maxPrice: minPrice } : { minPrice, maxPrice };
}
