// All products, to be searched and opened. The address holds the search.
import { useInfiniteQuery, useQuery } from "@connectrpc/connect-query";
import { CatalogService, type Product } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { keepPreviousData } from "@tanstack/react-query";
import { Link, useSearchParams } from "wouter";
import { useDebounced } from "../../api/use-debounced.ts";
import { useCategoryName } from "../../i18n/category-names.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { usePreferences } from "../../i18n/use-preferences.ts";
import { useTitle } from "../../shell/use-title.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Failure } from "../../ui/failure.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Picture } from "../../ui/picture.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import styles from "./staff.module.css";

const messages = defineMessages({
  en: {
    title: "Products",
    search: "Find by words",
    category: "Category",
    all: "All",
    none: "No product has these words.",
    more: "Show more",
    available: "Available",
    soldOut: "Sold out",
    otherCurrency: "Other currency",
  },
  ko: {
    title: "상품",
    search: "상품 검색",
    category: "카테고리",
    all: "전체",
    none: "검색 결과가 없습니다.",
    more: "더 보기",
    available: "판매 중",
    soldOut: "품절",
    otherCurrency: "다른 통화",
  },
});

const { searchProducts, listCategories } = CatalogService.method;
const PAGE_SIZE = 30;
const TYPING_MS = 200;

export function ProductsPage() {
  const t = useMessages(messages);
  const categoryName = useCategoryName();
  const { currency } = usePreferences();
  const [params, setParams] = useSearchParams();
  const text = params.get("query") ?? "";
  const category = params.get("category") ?? "";
  const query = useDebounced(text.trim(), TYPING_MS);
  const categories = useQuery(listCategories, {}).data?.categories;
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    searchProducts,
    { query, category, currencyCode: currency, pageSize: PAGE_SIZE, pageToken: "" },
    {
      pageParamKey: "pageToken",
      getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
      placeholderData: keepPreviousData,
    },
  );
  const products = data?.pages.flatMap((page) => page.products);
  useTitle(t.title);

  const setParam = (name: string, value: string) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );

  return (
    <>
      <h1>{t.title}</h1>
      <search className={styles.filters}>
        <TextField
          label={t.search}
          type="search"
          maxLength={200}
          value={text}
          onChange={({ target }) => setParam("query", target.value)}
        />
        <SelectField label={t.category} value={category} onChange={({ target }) => setParam("category", target.value)}>
          <option value="">{t.all}</option>
          {categories?.map(({ category: slug }) => (
            <option key={slug} value={slug}>
              {categoryName(slug)}
            </option>
          ))}
        </SelectField>
      </search>
      {error && <Failure error={error} onRetry={refetch} />}
      {products?.length === 0 && <Notice>{t.none}</Notice>}
      {!error && (
        <ul className={styles.rows} aria-busy={!products}>
          {products
            ? products.map((product) => <ProductRow key={product.productId} product={product} />)
            : Array.from({ length: 8 }, (_, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have nothing else
                <li key={index} className={styles.placeholder}>
                  <Skeleton height="3rem" />
                </li>
              ))}
        </ul>
      )}
      {hasNextPage && (
        <div>
          <Button kind="secondary" busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
            {t.more}
          </Button>
        </div>
      )}
    </>
  );
}

function ProductRow({ product }: { readonly product: Product }) {
  const t = useMessages(messages);
  const { money } = useFormat();
  const categoryName = useCategoryName();
  const { productId, title, category, price, available, picturePath } = product;
  return (
    <li>
      <Link href={`/staff/products/${productId}`} className={styles.row}>
        <Picture path={picturePath} category={category} />
        <span className={styles.rowTitle}>
          <span>{title}</span>
          <small>{categoryName(category)}</small>
        </span>
        <span className={styles.rowPrice}>{price ? money(price) : t.otherCurrency}</span>
        <Badge kind={available ? "good" : "bad"}>{available ? t.available : t.soldOut}</Badge>
      </Link>
    </li>
  );
}
