// The products that were found, page by page: the next comes by itself near the end, a few times, and then at the press of a button, so
// that what stands below the list can be reached.
import { useCallback, useEffect, useRef } from "react";
import { Link } from "wouter";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, plural, useMessages } from "../../i18n/messages.ts";
import { Button } from "../../ui/button.tsx";
import { Failure } from "../../ui/failure.tsx";
import { ProductGrid } from "../../ui/product-card.tsx";
import { useNear } from "../../ui/use-near.ts";
import { NoResults } from "./no-results.tsx";
import styles from "./search-page.module.css";
import { type SearchState, searchPath } from "./search-state.ts";
import { usePlace } from "./use-place.ts";
import type { useResults } from "./use-results.ts";

const messages = defineMessages({
  en: {
    earlier: "Show earlier products",
    more: "Show more products",
    shown: (count: number) => `${plural(count, "product")} shown`,
    all: (count: number) => `${plural(count, "product")}, all of them shown`,
    none: "No products",
    searching: "Searching",
  },
  ko: {
    earlier: "이전 상품 보기",
    more: "상품 더 보기",
    shown: (count: number) => `상품 ${count}개 표시`,
    all: (count: number) => `상품 ${count}개 모두 표시`,
    none: "상품 없음",
    searching: "검색 중",
  },
});

/** Pages that come by themselves, the first included. */
const BY_THEMSELVES = 5;
/** Pictures in the first row or two. */
const AT_ONCE = 6;

export function Results({
  state,
  results,
}: {
  readonly state: SearchState;
  readonly results: ReturnType<typeof useResults>;
}) {
  const t = useMessages(messages);
  const { data, error, begin, hasNextPage, isFetching, isFetchingNextPage, isPlaceholderData, fetchNextPage } = results;
  const list = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const pages = isPlaceholderData ? [] : (data?.pages ?? []);
  const path = searchPath(state);
  const pathOf = useCallback((from: string) => searchPath(state, from), [state]);
  usePlace(list, pages.length, pathOf);
  useNear(end, hasNextPage && !isFetching && !error && pages.length < BY_THEMSELVES, () => void fetchNextPage());
  useStartAtTop(path, begin);

  if (error && !data) return <Failure error={error} onRetry={results.refetch} />;
  if (!data) return <ProductGrid products={undefined} placeholders={12} />;
  if (!isPlaceholderData && data.pages.every(({ products }) => products.length === 0))
    return <NoResults state={state} />;
  return (
    <div className={styles.results}>
      {begin !== "" && (
        <Link href={path} className={styles.earlier}>
          {t.earlier}
        </Link>
      )}
      <div ref={list} className={styles.list} aria-busy={isPlaceholderData}>
        {data.pages.map(({ products }, index) => (
          <div key={String(data.pageParams[index])} data-page={data.pageParams[index]}>
            <ProductGrid products={products} eager={index === 0 ? AT_ONCE : 0} />
          </div>
        ))}
      </div>
      <div ref={end} className={styles.end}>
        {error && <Failure error={error} onRetry={fetchNextPage} />}
        {hasNextPage && !error && (
          <Button kind="secondary" busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
            {t.more}
          </Button>
        )}
      </div>
    </div>
  );
}

/** How many there are to be seen, said again whenever it changes. */
export function ResultCount({ results }: { readonly results: ReturnType<typeof useResults> }) {
  const t = useMessages(messages);
  const { number } = useFormat();
  const { data, error, begin, hasNextPage, isPlaceholderData } = results;
  const isAll = begin === "" && !hasNextPage;
  const count = data?.pages.reduce((sum, { products }) => sum + products.length, 0) ?? 0;
  const known = data && !isPlaceholderData;
  return (
    <p role="status" className={styles.count} data-shown={known ? number(count) : undefined}>
      {known ? (count === 0 ? t.none : isAll ? t.all(count) : t.shown(count)) : error ? "" : t.searching}
    </p>
  );
}

/** Another search on the same page begins at its top; scrolling through one does not make it another. */
function useStartAtTop(path: string, begin: string): void {
  const last = useRef(`${path} ${begin}`);
  useEffect(() => {
    if (last.current === `${path} ${begin}`) return;
    last.current = `${path} ${begin}`;
    scrollTo(0, 0);
  }, [path, begin]);
}
