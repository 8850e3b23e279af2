// The ways to buy a product, each with its price in each currency. The first is what customers get who do not choose.
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { CURRENCIES } from "../../i18n/preferences.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import styles from "./product.module.css";
import { emptyOption, type OptionDraft, pricePath } from "./product-draft.ts";
import { useFieldNames } from "./product-words.ts";

const messages = defineMessages({
  en: {
    first: "Default",
    name: "Name",
    id: "Id",
    idHint: "Lower case: set-of-4",
    price: (currency: string) => `Price in ${currency}`,
    add: "Add a way to buy it",
    remove: "Remove",
    removeOf: (name: string) => `Remove ${name}`,
    promote: "Make it the default",
    promoteOf: (name: string) => `Make it the default: ${name}`,
    option: (number: number) => `Option ${number}`,
  },
  ko: {
    first: "기본",
    name: "이름",
    id: "ID",
    idHint: "영문 소문자: set-of-4",
    price: (currency: string) => `가격(${currency})`,
    add: "구매 옵션 추가",
    remove: "삭제",
    removeOf: (name: string) => `삭제: ${name}`,
    promote: "기본으로",
    promoteOf: (name: string) => `기본으로: ${name}`,
    option: (number: number) => `옵션 ${number}`,
  },
});

interface OptionFieldsProps {
  readonly options: readonly OptionDraft[];
  readonly onChange: (options: readonly OptionDraft[]) => void;
  readonly errorOf: (path: string) => string | undefined;
  readonly keptIds: ReadonlySet<string>;
}

export function OptionFields({ options, onChange, errorOf, keptIds }: OptionFieldsProps) {
  const t = useMessages(messages);
  const names = useFieldNames();
  const error = errorOf("purchase_options");
  return (
    <fieldset className={styles.options}>
      <legend>{names.purchaseOptions}</legend>
      {options.map((option, index) => (
        <OptionRow
          key={option.key}
          option={option}
          index={index}
          isAlone={options.length === 1}
          isKept={keptIds.has(option.key)}
          errorOf={errorOf}
          onChange={(changed) => onChange(options.with(index, changed))}
          onRemove={() => onChange(options.toSpliced(index, 1))}
          onPromote={() => onChange([option, ...options.toSpliced(index, 1)])}
        />
      ))}
      {error && <Notice kind="bad">{error}</Notice>}
      <div>
        <Button kind="secondary" size="s" onClick={() => onChange([...options, emptyOption()])}>
          {t.add}
        </Button>
      </div>
    </fieldset>
  );
}

interface OptionRowProps {
  readonly option: OptionDraft;
  readonly index: number;
  readonly isAlone: boolean;
  readonly isKept: boolean;
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (option: OptionDraft) => void;
  readonly onRemove: () => void;
  readonly onPromote: () => void;
}

function OptionRow({ option, index, isAlone, isKept, errorOf, onChange, onRemove, onPromote }: OptionRowProps) {
  const t = useMessages(messages);
  const path = `purchase_options[${index}]`;
  const name = option.title || t.option(index + 1);
  return (
    <fieldset className={styles.option}>
      <legend className={styles.optionName}>
        <span className={styles.optionTitle}>{name}</span> {index === 0 && <Badge kind="accent">{t.first}</Badge>}
      </legend>
      <TextField
        label={t.name}
        autoComplete="off"
        value={option.title}
        error={errorOf(`${path}.title`) ?? errorOf(path)}
        onChange={({ target }) => onChange({ ...option, title: target.value })}
      />
      <TextField
        label={t.id}
        hint={isKept ? undefined : t.idHint}
        autoComplete="off"
        autoCapitalize="none"
        readOnly={isKept}
        value={option.purchaseOptionId}
        error={errorOf(`${path}.purchase_option_id`)}
        onChange={({ target }) => onChange({ ...option, purchaseOptionId: target.value })}
      />
      {CURRENCIES.map((currency, at) => (
        <TextField
          key={currency}
          label={t.price(currency)}
          autoComplete="off"
          inputMode="decimal"
          value={option.prices[currency]}
          error={errorOf(pricePath(index, currency)) ?? (at === 0 ? errorOf(`${path}.prices`) : undefined)}
          onChange={({ target }) => onChange({ ...option, prices: { ...option.prices, [currency]: target.value } })}
        />
      ))}
      {!isAlone && (
        <div className={styles.optionActions}>
          {index > 0 && (
            <Button kind="quiet" size="s" aria-label={t.promoteOf(name)} onClick={onPromote}>
              {t.promote}
            </Button>
          )}
          <Button kind="quiet" size="s" aria-label={t.removeOf(name)} onClick={onRemove}>
            {t.remove}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
