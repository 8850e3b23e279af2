// One of several, each a card that is pressed as a whole: a radio button with room for what it means.
import type { ComponentProps, ReactNode } from "react";
import styles from "./choice.module.css";

export function Choices({ legend, children }: { readonly legend: string; readonly children: ReactNode }) {
  return (
    <fieldset className={styles.choices}>
      <legend className="visually-hidden">{legend}</legend>
      {children}
    </fieldset>
  );
}

export function Choice({
  title,
  text,
  end,
  children,
  ...input
}: {
  readonly title: ReactNode;
  /** Below the title. */
  readonly text?: ReactNode;
  /** At the right edge, such as a price. */
  readonly end?: ReactNode;
  /** What belongs to it once it is chosen. */
  readonly children?: ReactNode;
} & Omit<ComponentProps<"input">, "title" | "children">) {
  return (
    <div className={styles.choice} data-checked={input.checked || undefined}>
      <label className={styles.label}>
        <input {...input} type="radio" className={styles.radio} />
        <span className={styles.words}>
          <span className={styles.title}>{title}</span>
          {text && <span className={styles.text}>{text}</span>}
        </span>
        {end && <span className={styles.end}>{end}</span>}
      </label>
      {input.checked && children && <div className={styles.more}>{children}</div>}
    </div>
  );
}
