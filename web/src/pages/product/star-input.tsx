// One to five stars, as radio buttons: with the arrow keys too.
import { useId } from "react";
import { defineMessages, plural, useMessages } from "../../i18n/messages.ts";
import styles from "./star-input.module.css";

const messages = defineMessages({
  en: { legend: "How many stars?", stars: (count: number) => plural(count, "star"), choose: "Choose how many." },
  ko: { legend: "별점을 매겨 주세요", stars: (count: number) => `${count}점`, choose: "별점을 선택해 주세요." },
});

const ALL = [1, 2, 3, 4, 5];

export function StarInput({
  value,
  onChange,
  error,
}: {
  /** Zero: none chosen yet. */
  readonly value: number;
  readonly onChange: (stars: number) => void;
  readonly error?: string | undefined;
}) {
  const t = useMessages(messages);
  const id = useId();
  return (
    <fieldset className={styles.field} aria-describedby={error ? id : undefined}>
      <legend>{t.legend}</legend>
      <div className={styles.stars}>
        {ALL.map((stars) => (
          <label key={stars} className={styles.star} data-filled={stars <= value || undefined}>
            <input
              type="radio"
              name={`${id}-stars`}
              value={stars}
              checked={stars === value}
              aria-invalid={error ? true : undefined}
              onChange={() => onChange(stars)}
            />
            <span className="visually-hidden">{t.stars(stars)}</span>
          </label>
        ))}
        {value > 0 && (
          <span aria-hidden="true" className={styles.chosen}>
            {t.stars(value)}
          </span>
        )}
      </div>
      {error && (
        <p id={id} className={styles.error}>
          {value === 0 ? t.choose : error}
        </p>
      )}
    </fieldset>
  );
}
