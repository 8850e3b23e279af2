// Search with completions: a combobox as the ARIA practices describe it, so that it works by keyboard and is read out.
import { useQuery } from "@connectrpc/connect-query";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { keepPreviousData } from "@tanstack/react-query";
import { type KeyboardEvent, type SubmitEvent, useId, useState } from "react";
import { useLocation } from "wouter";
import { useDebounced } from "../api/use-debounced.ts";
import { defineMessages, useMessages } from "../i18n/messages.ts";
import { Icon } from "../ui/icon.tsx";
import styles from "./search-box.module.css";

const messages = defineMessages({
  en: { label: "Search the shop", placeholder: "What are you looking for?", submit: "Search" },
  ko: { label: "상품 검색", placeholder: "무엇을 찾으세요?", submit: "검색" },
});

const TYPING_MS = 120;

export function SearchBox() {
  const t = useMessages(messages);
  const id = useId();
  const [, navigate] = useLocation();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const typed = useDebounced(text.trim(), TYPING_MS);
  const { data } = useQuery(
    CatalogService.method.suggestProducts,
    { query: typed },
    { enabled: open && typed !== "", placeholderData: keepPreviousData },
  );
  const suggestions = typed === "" ? [] : (data?.suggestions ?? []);
  const shown = open && suggestions.length > 0;

  const search = (query: string) => {
    setText(query);
    setOpen(false);
    setActive(-1);
    navigate(`/search?${new URLSearchParams({ query })}`);
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const query = (shown && suggestions[active]) || text.trim();
    if (query) search(query);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") return setOpen(false);
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    setOpen(true);
    const step = event.key === "ArrowDown" ? 1 : -1;
    // One place more than there are suggestions: what was typed itself.
    const places = suggestions.length + 1;
    setActive((now) => ((now + 1 + step + places) % places) - 1);
  };

  return (
    <search className={styles.search}>
      <form onSubmit={onSubmit} className={styles.form}>
        <input
          type="search"
          role="combobox"
          aria-label={t.label}
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
          autoComplete="off"
          enterKeyHint="search"
          placeholder={t.placeholder}
          maxLength={100}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
            setActive(-1);
          }}
          onKeyDown={onKeyDown}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
        />
        <button type="submit" aria-label={t.submit}>
          <Icon name="search" />
        </button>
      </form>
      {/* Always there, so that what it controls exists. */}
      <div id={`${id}-list`} className={styles.list} role="listbox" aria-label={t.label} hidden={!shown}>
        {suggestions.map((suggestion, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the focus, and its keys choose
          // biome-ignore lint/a11y/useFocusableInteractive: the same
          <div
            key={suggestion}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            // Before the input loses the focus, and the list with it.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => search(suggestion)}
          >
            {suggestion}
          </div>
        ))}
      </div>
    </search>
  );
}
