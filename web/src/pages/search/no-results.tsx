// Nothing was found: what can be done about it.
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { countFilters, withoutFilters } from "./active-filters.tsx";
import styles from "./search-page.module.css";
import { type SearchState, searchPath } from "./search-state.ts";

const messages = defineMessages({
  en: {
    title: (query: string) => (query ? `Nothing fits “${query}”` : "Nothing fits"),
    filtered: "With fewer filters there may be more.",
    words: "Try fewer or more general words, or look whether all of them are spelled right.",
    nothing: "There are no products here.",
    unfilter: "Remove the filters",
    all: "See all products",
  },
  ko: {
    title: (query: string) => (query ? `“${query}” 검색 결과가 없습니다` : "검색 결과가 없습니다"),
    filtered: "필터를 줄이면 더 많은 상품이 보일 수 있습니다.",
    words: "더 짧거나 일반적인 단어로 검색하거나, 철자를 확인해 보세요.",
    nothing: "이곳에는 상품이 없습니다.",
    unfilter: "필터 해제",
    all: "전체 상품 보기",
  },
});

export function NoResults({ state }: { readonly state: SearchState }) {
  const t = useMessages(messages);
  const filtered = countFilters(state) > 0;
  const action = (
    <div className={styles.ways}>
      {filtered && <ButtonLink href={searchPath(withoutFilters(state))}>{t.unfilter}</ButtonLink>}
      <ButtonLink href="/search" kind={filtered ? "secondary" : "primary"}>
        {t.all}
      </ButtonLink>
    </div>
  );
  return (
    <Empty icon="search" title={t.title(state.query)} action={action}>
      {[filtered && t.filtered, state.query && t.words].filter(Boolean).join(" ") || t.nothing}
    </Empty>
  );
}
