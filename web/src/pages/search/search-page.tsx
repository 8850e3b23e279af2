// Products by words, category and price: `/search` and `/categories/:category`. The address holds all of it.
import { useQuery } from "@connectrpc/connect-query";
import { PromotionsService } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import { useMemo, useState } from "react";
import { useLocation, useParams, useSearch } from "wouter";
import { useCategoryName } from "../../i18n/category-names.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { usePreferences } from "../../i18n/use-preferences.ts";
import { useTitle } from "../../shell/use-title.ts";
import { BannerStrip } from "../../ui/banner-strip.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SelectField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ActiveFilters, countFilters } from "./active-filters.tsx";
import { Filters } from "./filters.tsx";
import { ResultCount, Results } from "./results.tsx";
import styles from "./search-page.module.css";
import {
  readPlace,
  readSearch,
  type SearchState,
  SORT_NAMES,
  type SortName,
  searchPath,
  sortNameOf,
  sortOf,
} from "./search-state.ts";
import { useResults } from "./use-results.ts";

const messages = defineMessages({
  en: {
    all: "All products",
    found: (query: string) => `Results for “${query}”`,
    foundIn: (query: string, category: string) => `Results for “${query}” in ${category}`,
    filters: "Filters",
    filtersInUse: (count: number) => `Filters (${count})`,
    sort: "Sort by",
    relevance: "Best match",
    title: "Name",
    cheapest: "Lowest price",
    dearest: "Highest price",
    newest: "Newest",
  },
  ko: {
    all: "전체 상품",
    found: (query: string) => `“${query}” 검색 결과`,
    foundIn: (query: string, category: string) => `${category}에서 “${query}” 검색 결과`,
    filters: "필터",
    filtersInUse: (count: number) => `필터 (${count})`,
    sort: "정렬",
    relevance: "정확도순",
    title: "이름순",
    cheapest: "낮은 가격순",
    dearest: "높은 가격순",
    newest: "최신순",
  },
});

export default function SearchPage() {
  const t = useMessages(messages);
  const { currency } = usePreferences();
  const { category = "" } = useParams<{ readonly category?: string }>();
  const [path] = useLocation();
  const search = useSearch();
  const categoryName = useCategoryName();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const state = useSame(readSearch(params, category, currency));
  const results = useResults(state, readPlace(params));
  const title = titleOf(state, t, categoryName);
  useTitle(title);
  return (
    <div className={styles.page}>
      <h1>{title}</h1>
      {!state.query && <CategoryBanners path={path} />}
      <div className={styles.columns}>
        <aside className={styles.aside} aria-label={t.filters}>
          <Filters state={state} onChosen={() => {}} />
        </aside>
        <div className={styles.main}>
          <div className={styles.bar}>
            <ResultCount results={results} />
            <FiltersButton state={state} />
            <SortField state={state} />
          </div>
          <ActiveFilters state={state} />
          <Results state={state} results={results} />
        </div>
      </div>
    </div>
  );
}

/** The same object while the address says the same: the place within the list is no part of it. */
function useSame(state: SearchState): SearchState {
  const path = searchPath(state);
  // biome-ignore lint/correctness/useExhaustiveDependencies: path and currency say all of the state
  return useMemo(() => state, [path, state.currency]);
}

function titleOf(
  { query, category }: SearchState,
  t: (typeof messages)["en"],
  categoryName: (slug: string) => string,
): string {
  if (query && category) return t.foundIn(query, categoryName(category));
  if (query) return t.found(query);
  return category ? categoryName(category) : t.all;
}

/** Nice to have: its room is kept while it loads, and nothing is said where it cannot be had. */
function CategoryBanners({ path }: { readonly path: string }) {
  const { data, error } = useQuery(PromotionsService.method.listBanners, { slot: "category" });
  // One that leads to where one is leads nowhere.
  const banners = data?.banners.filter(({ linkPath }) => linkPath !== path);
  if (error || banners?.length === 0) return null;
  return (
    <div className={styles.banners}>{banners ? <BannerStrip banners={banners} /> : <Skeleton height="5rem" />}</div>
  );
}

/** Where there is no room beside the results. */
function FiltersButton({ state }: { readonly state: SearchState }) {
  const t = useMessages(messages);
  const [open, setOpen] = useState(false);
  const count = countFilters(state);
  return (
    <div className={styles.narrow}>
      <Button kind="secondary" onClick={() => setOpen(true)}>
        <Icon name="filter" size={18} />
        {count > 0 ? t.filtersInUse(count) : t.filters}
      </Button>
      {open && (
        <Dialog title={t.filters} onClose={() => setOpen(false)}>
          <Filters state={state} onChosen={() => setOpen(false)} />
        </Dialog>
      )}
    </div>
  );
}

function SortField({ state }: { readonly state: SearchState }) {
  const t = useMessages(messages);
  const [, navigate] = useLocation();
  const name = (sort: SortName) => (sort === "relevance" && !state.query ? t.title : t[sort]);
  return (
    <SelectField
      label={t.sort}
      className={styles.sort}
      value={sortNameOf(state.sort)}
      onChange={({ target }) => navigate(searchPath({ ...state, sort: sortOf(target.value) }))}
    >
      {SORT_NAMES.map((sort) => (
        <option key={sort} value={sort}>
          {name(sort)}
        </option>
      ))}
    </SelectField>
  );
}
