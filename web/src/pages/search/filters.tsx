// What narrows a search down: category and price. Beside the results where there is room, otherwise in a dialog.
import { useQuery } from "@connectrpc/connect-query";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { type SubmitEvent, useId } from "react";
import { Link, useLocation } from "wouter";
import { useCategoryName } from "../../i18n/category-names.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Button } from "../../ui/button.tsx";
import { Failure } from "../../ui/failure.tsx";
import { TextField } from "../../ui/field.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import styles from "./filters.module.css";
import { priceRange, type SearchState, searchPath } from "./search-state.ts";

const messages = defineMessages({
  en: {
    category: "Category",
    all: "All products",
    price: (currency: string) => `Price in ${currency}`,
    min: "From",
    max: "Up to",
    apply: "Show this price range",
  },
  ko: {
    category: "카테고리",
    all: "전체 상품",
    price: (currency: string) => `가격 (${currency})`,
    min: "최소",
    max: "최대",
    apply: "가격 적용",
  },
});

const CATEGORIES_FRESH_MS = 300_000;

export function Filters({ state, onChosen }: { readonly state: SearchState; readonly onChosen: () => void }) {
  return (
    <div className={styles.filters}>
      <Categories state={state} onChosen={onChosen} />
      {/* Made anew when the address changes: it shows what the address says. */}
      <PriceRange key={`${state.minPrice}-${state.maxPrice}-${state.currency}`} state={state} onChosen={onChosen} />
    </div>
  );
}

function Categories({ state, onChosen }: { readonly state: SearchState; readonly onChosen: () => void }) {
  const t = useMessages(messages);
  const id = useId();
  const { number } = useFormat();
  const categoryName = useCategoryName();
  const { data, error, refetch } = useQuery(
    CatalogService.method.listCategories,
    {},
    { staleTime: CATEGORIES_FRESH_MS },
  );
  const row = (category: string, name: string, count?: number) => (
    <li key={category}>
      <Link
        href={searchPath({ ...state, category })}
        className={styles.category}
        aria-current={category === state.category ? "page" : undefined}
        onClick={onChosen}
      >
        <span>{name}</span>
        {count !== undefined && <small>{number(count)}</small>}
      </Link>
    </li>
  );
  return (
    <nav aria-labelledby={id} className={styles.group}>
      <h2 id={id}>{t.category}</h2>
      {error && !data && <Failure error={error} onRetry={refetch} />}
      <ul className={styles.categories} aria-busy={!data && !error}>
        {row("", t.all)}
        {data?.categories.map(({ category, productCount }) => row(category, categoryName(category), productCount))}
        {!data && !error && <Skeleton height="14rem" />}
      </ul>
    </nav>
  );
}

function PriceRange({ state, onChosen }: { readonly state: SearchState; readonly onChosen: () => void }) {
  const t = useMessages(messages);
  const [, navigate] = useLocation();
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entered = new FormData(event.currentTarget);
    navigate(searchPath({ ...state, ...priceRange(String(entered.get("min")), String(entered.get("max"))) }));
    onChosen();
  };
  return (
    <form onSubmit={onSubmit}>
      <fieldset className={styles.group}>
        <legend className={styles.legend}>{t.price(state.currency)}</legend>
        <div className={styles.range}>
          <TextField label={t.min} name="min" inputMode="numeric" autoComplete="off" defaultValue={state.minPrice} />
          <TextField label={t.max} name="max" inputMode="numeric" autoComplete="off" defaultValue={state.maxPrice} />
        </div>
        <Button type="submit" kind="secondary" wide>
          {t.apply}
        </Button>
      </fieldset>
    </form>
  );
}
