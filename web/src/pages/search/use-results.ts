// The results of a search, a page after the other, from the page that the address names. What was loaded stays in memory for when
// somebody comes back from a product.
import { create } from "@bufbuild/protobuf";
import { createConnectQueryKey, useInfiniteQuery, useTransport } from "@connectrpc/connect-query";
import { MoneySchema } from "@meshmart/gen/google/type/money_pb";
import { CatalogService, type SearchProductsResponse } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { hashKey, type InfiniteData, keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { beginningFor } from "./place.ts";
import { type SearchState, searchPath } from "./search-state.ts";

const schema = CatalogService.method.searchProducts;
/** Fills whole rows of two, three, four or six. */
const PAGE_SIZE = 24;
/** A list that changes under somebody's hands is worse than one that is a minute old: a product's own page has today's price. */
const FRESH_MS = 60_000;

export function useResults(state: SearchState, from: string) {
  const client = useQueryClient();
  const transport = useTransport();
  const request = { ...requestOf(state), pageToken: from };
  const queryKey = createConnectQueryKey({
    transport,
    schema,
    cardinality: "infinite",
    pageParamKey: "pageToken",
    input: request,
  });
  const search = searchPath(state);
  const inMemory = () =>
    client
      .getQueriesData<InfiniteData<SearchProductsResponse, string>>({ queryKey, exact: true })
      .flatMap(([, list]) => (list ? [list.pageParams] : []));
  const [list, setList] = useState(() => ({ search, begin: beginningFor(inMemory(), from) }));
  const begin = beginningFor(inMemory(), from, list.search === search ? list.begin : undefined);
  if (list.search !== search || list.begin !== begin) setList({ search, begin });

  const results = useInfiniteQuery(
    schema,
    { ...request, pageToken: begin },
    {
      pageParamKey: "pageToken",
      getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
      // Lists of the same search that were begun at different pages are different lists.
      queryKeyHashFn: (key) => hashKey([key, begin]),
      placeholderData: keepPreviousData,
      staleTime: FRESH_MS,
      refetchOnWindowFocus: false,
    },
  );
  return { ...results, begin };
}

function requestOf({ query, category, minPrice, maxPrice, currency, sort }: SearchState) {
  const price = (units: string) =>
    units === "" ? undefined : create(MoneySchema, { currencyCode: currency, units: BigInt(units) });
  return {
    query,
    category,
    sort,
    currencyCode: currency,
    minPrice: price(minPrice),
    maxPrice: price(maxPrice),
    pageSize: PAGE_SIZE,
  };
}
