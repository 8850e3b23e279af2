// How many pieces: minus, a number that can be typed, plus. What is typed counts when the field is left or Enter is pressed.
import { useState } from "react";
import { defineMessages, useMessages } from "../i18n/messages.ts";
import { Icon } from "./icon.tsx";
import styles from "./quantity.module.css";

const messages = defineMessages({
  en: {
    quantity: (of: string) => `Quantity of ${of}`,
    less: (of: string) => `One ${of} less`,
    more: (of: string) => `One ${of} more`,
  },
  ko: {
    quantity: (of: string) => `${of} 수량`,
    less: (of: string) => `${of} 하나 빼기`,
    more: (of: string) => `${of} 하나 더`,
  },
});

export function Quantity({
  of,
  value,
  min = 1,
  max = 100,
  onChange,
}: {
  /** What is counted, for screen readers. */
  readonly of: string;
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  readonly onChange: (value: number) => void;
}) {
  const t = useMessages(messages);
  const [typed, setTyped] = useState<string>();
  const set = (wanted: number) => {
    setTyped(undefined);
    const next = Math.min(Math.max(wanted, min), max);
    if (next !== value) onChange(next);
  };
  const settle = () => {
    if (typed === undefined) return;
    const wanted = Number.parseInt(typed, 10);
    set(Number.isNaN(wanted) ? value : wanted);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend for three small parts
    <div className={styles.quantity} role="group" aria-label={t.quantity(of)}>
      <button type="button" aria-label={t.less(of)} disabled={value <= min} onClick={() => set(value - 1)}>
        <Icon name="minus" size={18} />
      </button>
      <input
        inputMode="numeric"
        autoComplete="off"
        aria-label={t.quantity(of)}
        value={typed ?? value}
        onChange={({ target }) => setTyped(target.value.replace(/\D/g, "").slice(0, 3))}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          settle();
        }}
      />
      <button type="button" aria-label={t.more(of)} disabled={value >= max} onClick={() => set(value + 1)}>
        <Icon name="plus" size={18} />
      </button>
    </div>
  );
}
