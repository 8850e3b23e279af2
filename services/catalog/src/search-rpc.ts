// The contract's handlers that find products.
import type { ServiceImpl } from "@connectrpc/connect";
import {
  type CatalogService,
  type SearchProductsRequest,
  SearchProductsRequest_Sort as Sort,
} from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { decodePageToken, keyParts, pageSizeOf, toPage } from "@meshmart/kit/page-token";
import { checkText } from "./product-details.ts";
import { toMessage } from "./product-rpc.ts";
import type { ProductSearch } from "./product-search.ts";
import type { ProductStore } from "./product-store.ts";
import { RANKED_SETS } from "./relevance.ts";
import { type Currency, type Order, priceBound, type Search, wordsOf } from "./search.ts";
import type { Suggestions } from "./suggestions.ts";

const ALL_CATEGORIES = 100;

const ORDERS: Record<Sort, Order> = {
  [Sort.UNSPECIFIED]: "relevance",
  [Sort.RELEVANCE]: "relevance",
  [Sort.PRICE_ASCENDING]: "price_ascending",
  [Sort.PRICE_DESCENDING]: "price_descending",
  [Sort.NEWEST]: "newest",
};

const oneOf = (values: readonly string[]) => (part: string) => values.includes(part);
const shelf = (part: string) => part === "" || keyParts.uuid(part);
const number = (part: string) => /^\d{1,19}(\.\d{1,12})?(e-\d{1,2})?$/.test(part) && Number(part) < 2 ** 63;
const mode = oneOf(["few", "many"]);

/** What a place in each order is made of (product-search.ts, relevance.ts); the order itself comes before it in a token. */
const RANKED = [oneOf(RANKED_SETS), shelf, shelf, number, keyParts.uuid];
const PLACES: Record<Order, readonly ((part: string) => boolean)[]> = {
  relevance: RANKED,
  title: [mode, keyParts.text, keyParts.uuid],
  price_ascending: [mode, (part) => /^\d{1,18}$/.test(part) || part === "9223372036854775807", keyParts.uuid],
  price_descending: [mode, (part) => /^\d{1,18}$/.test(part), keyParts.uuid],
  newest: [mode, keyParts.time, keyParts.uuid],
};

type Rpc = Pick<ServiceImpl<typeof CatalogService>, "searchProducts" | "suggestProducts" | "listCategories">;

export function createSearchRpc(products: ProductStore, found: ProductSearch, suggestions: Suggestions): Rpc {
  return {
    async searchProducts(request) {
      const search = toSearch(request);
      const size = pageSizeOf(request.pageSize);
      const parts = [oneOf([search.order]), ...PLACES[search.order]];
      const after = decodePageToken(request.pageToken, parts.length, parts)?.slice(1);
      const places = await found.search(search, after, size + 1);
      const { rows, nextPageToken } = toPage(places, size, ({ place }) => [search.order, ...place]);
      const ids = rows.map(({ productId }) => productId);
      return { products: (await products.inOrder(ids, search.currency)).map(toMessage), nextPageToken };
    },
    async suggestProducts({ query }) {
      return { suggestions: await suggestions.suggest(query) };
    },
    async listCategories({ pageSize, pageToken }) {
      const size = pageSize || ALL_CATEGORIES;
      const after = decodePageToken(pageToken, 1)?.[0] ?? "";
      const { rows, nextPageToken } = toPage(await suggestions.categories(after, size + 1), size, ({ category }) => [
        category,
      ]);
      return { categories: [...rows], nextPageToken };
    },
  };
}

function toSearch({ query, category, minPrice, maxPrice, sort, currencyCode }: SearchProductsRequest): Search {
  checkText("category", category);
  const currency = (currencyCode || "KRW") as Currency;
  const words = wordsOf(query);
  const order = ORDERS[sort];
  return {
    words,
    category,
    currency,
    minPrice: priceBound("min_price", minPrice, currency),
    maxPrice: priceBound("max_price", maxPrice, currency),
    order: order === "relevance" && words.length === 0 ? "title" : order,
  };
}
