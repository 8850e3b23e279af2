// Somebody else saved first: theirs beside mine, field by field. Both stay at hand until one is saved.
import { useEffect, useRef } from "react";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { parseMoney } from "../../i18n/money.ts";
import { CURRENCIES } from "../../i18n/preferences.ts";
import { Icon } from "../../ui/icon.tsx";
import styles from "./product.module.css";
import { type DraftField, isSameIn, type ProductDraft, type Rebased } from "./product-draft.ts";
import { useFieldNames } from "./product-words.ts";

const messages = defineMessages({
  en: {
    title: "Somebody else changed this product meanwhile",
    choose: "Nothing is saved yet, and nothing that you typed is lost. Choose what to keep, then save.",
    save: "Your changes and theirs do not touch each other. Look them over, then save.",
    taken: (fields: string) => `Taken over from them: ${fields}.`,
    mine: "Keep mine",
    theirs: "Take theirs",
    empty: "(empty)",
  },
  ko: {
    title: "그사이 다른 사람이 이 상품을 바꾸었습니다",
    choose: "아직 저장하지 않았고, 입력한 내용은 그대로 있습니다. 무엇을 남길지 고른 뒤 저장해 주세요.",
    save: "서로 다른 항목을 바꾸었습니다. 확인한 뒤 저장해 주세요.",
    taken: (fields: string) => `상대방이 바꾼 대로 반영한 항목: ${fields}.`,
    mine: "내 입력 유지",
    theirs: "상대방 내용 사용",
    empty: "(비어 있음)",
  },
});

export interface Conflict extends Pick<Rebased, "conflicts" | "taken"> {
  readonly mine: ProductDraft;
  readonly theirs: ProductDraft;
}

interface ConflictProps {
  readonly conflict: Conflict;
  readonly draft: ProductDraft;
  readonly onChange: (draft: ProductDraft) => void;
}

export function ConflictPanel({ conflict, draft, onChange }: ConflictProps) {
  const t = useMessages(messages);
  const names = useFieldNames();
  const { list } = useFormat();
  const panel = useRef<HTMLElement>(null);
  const { conflicts, taken, mine, theirs } = conflict;
  // Once for each conflict: it stands above what had the focus.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the conflict is what changes
  useEffect(() => panel.current?.focus(), [conflict]);
  return (
    <section ref={panel} tabIndex={-1} className={styles.conflict} aria-labelledby="conflict">
      <h2 id="conflict">
        <Icon name="warning" /> {t.title}
      </h2>
      <p>{conflicts.length > 0 ? t.choose : t.save}</p>
      {taken.length > 0 && <p>{t.taken(list(taken.map((field) => names[field])))}</p>}
      {conflicts.map((field) => {
        const isTheirs = isSameIn(field, draft, theirs);
        const take = (from: ProductDraft) => () => onChange({ ...draft, [field]: from[field] });
        return (
          <fieldset key={field} className={styles.versions}>
            <legend>{names[field]}</legend>
            <Version field={field} of={mine} label={t.mine} isChosen={!isTheirs} onChoose={take(mine)} />
            <Version field={field} of={theirs} label={t.theirs} isChosen={isTheirs} onChoose={take(theirs)} />
          </fieldset>
        );
      })}
    </section>
  );
}

interface VersionProps {
  readonly field: DraftField;
  readonly of: ProductDraft;
  readonly label: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Version({ field, of, label, isChosen, onChoose }: VersionProps) {
  const t = useMessages(messages);
  const lines = useLines()(field, of);
  return (
    <label className={styles.version}>
      <input type="radio" name={`conflict-${field}`} checked={isChosen} onChange={onChoose} />
      <span>
        <strong>{label}</strong>
        {lines.map((line) => (
          <span key={line}>{line || t.empty}</span>
        ))}
      </span>
    </label>
  );
}

/** A field's value as people read it. */
function useLines(): (field: DraftField, draft: ProductDraft) => readonly string[] {
  const { money } = useFormat();
  return (field, draft) => {
    if (field !== "purchaseOptions") return [draft[field]];
    return draft.purchaseOptions.map(({ purchaseOptionId, title, prices }) => {
      const shown = CURRENCIES.map((currency) => {
        const price = parseMoney(prices[currency], currency);
        return price ? money(price) : prices[currency];
      });
      return `${title} (${purchaseOptionId}): ${shown.filter(Boolean).join(" · ")}`;
    });
  };
}
