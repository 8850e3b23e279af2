// What narrows the results down beyond what the page is about: each can be taken away by itself.

import { create } from "@bufbuild/protobuf";
import type { Money } from "@meshmart/gen/google/type/money_pb";
import { MoneySchema } from "@meshmart/gen/google/type/money_pb";
import { Link } from "wouter";
import { useCategoryName } from "../../i18n/category-names.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Icon } from "../../ui/icon.tsx";
import styles from "./active-filters.module.css";
import { type SearchState, searchPath } from "./search-state.ts";

const messages = defineMessages({
  en: {
    label: "Filters in use",
    remove: (filter: string) => `Remove: ${filter}`,
    atLeast: (price: string) => `from ${price}`,
    atMost: (price: string) => `up to ${price}`,
    words: (query: string) => `“${query}”`,
    clear: "Remove all",
  },
  ko: {
    label: "적용한 필터",
    remove: (filter: string) => `필터 해제: ${filter}`,
    atLeast: (price: string) => `${price} 이상`,
    atMost: (price: string) => `${price} 이하`,
    words: (query: string) => `“${query}”`,
    clear: "모두 해제",
  },
});

/** What is left when all of them are taken away: the words that were searched for, or else the category. */
export function withoutFilters(state: SearchState): SearchState {
  return { ...state, category: state.query ? "" : state.category, minPrice: "", maxPrice: "" };
}

export function countFilters(state: SearchState): number {
  return [state.query && state.category, state.minPrice, state.maxPrice].filter(Boolean).length;
}

export function ActiveFilters({ state }: { readonly state: SearchState }) {
  const t = useMessages(messages);
  const { money } = useFormat();
  const categoryName = useCategoryName();
  const price = (units: string): Money =>
    create(MoneySchema, { currencyCode: state.currency, units: BigInt(units || 0) });
  const { query, category, minPrice, maxPrice } = state;
  const chips = [
    ...(query && category
      ? [
          { name: t.words(query), without: { ...state, query: "" } },
          { name: categoryName(category), without: { ...state, category: "" } },
        ]
      : []),
    ...(minPrice ? [{ name: t.atLeast(money(price(minPrice))), without: { ...state, minPrice: "" } }] : []),
    ...(maxPrice ? [{ name: t.atMost(money(price(maxPrice))), without: { ...state, maxPrice: "" } }] : []),
  ];
  if (chips.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label={t.label}>
      {chips.map(({ name, without }) => (
        <li key={name}>
          <Link href={searchPath(without)} className={styles.chip} aria-label={t.remove(name)}>
            {name}
            <Icon name="close" size={16} />
          </Link>
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <Link href={searchPath(withoutFilters(state))} className={styles.clear}>
            {t.clear}
          </Link>
        </li>
      )}
    </ul>
  );
}
