// A labelled input with its hint and what is wrong with it, tied together for screen readers.
import { type ComponentProps, type ReactNode, useId } from "react";
import { useMessages } from "../i18n/messages.ts";
import { neededMessages } from "../i18n/needed.ts";
import { classes } from "./classes.ts";
import styles from "./field.module.css";

export interface FieldLook {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with it. Empty or undefined: nothing. */
  readonly error?: string | undefined;
}

export function TextField({
  label,
  hint,
  error,
  className,
  after,
  ...input
}: FieldLook &
  ComponentProps<"input"> & {
    /** Stands at the end of the input: its unit, or a button. */ readonly after?: ReactNode;
  }) {
  const { needed } = useMessages(neededMessages);
  const { ids, aria } = useFieldIds(hint, error);
  const field = <input {...input} {...aria} className={styles.input} />;
  return (
    // Whatever rule of the contract an empty one breaks, such as a form that it does not have.
    <Frame {...{ label, hint, ids, className }} error={error && input.value === "" ? needed : error}>
      {after ? (
        <div className={styles.joined}>
          {field}
          {after}
        </div>
      ) : (
        field
      )}
    </Frame>
  );
}

export function TextArea({ label, hint, error, className, ...input }: FieldLook & ComponentProps<"textarea">) {
  const { ids, aria } = useFieldIds(hint, error);
  return (
    <Frame {...{ label, hint, error, ids, className }}>
      <textarea {...input} {...aria} className={classes(styles.input, styles.area)} />
    </Frame>
  );
}

export function SelectField({ label, hint, error, className, ...input }: FieldLook & ComponentProps<"select">) {
  const { ids, aria } = useFieldIds(hint, error);
  return (
    <Frame {...{ label, hint, error, ids, className }}>
      <select {...input} {...aria} className={classes(styles.input, styles.select)} />
    </Frame>
  );
}

interface Ids {
  readonly input: string;
  readonly hint: string;
  readonly error: string;
}

function useFieldIds(hint: ReactNode, error: string | undefined) {
  const id = useId();
  const ids: Ids = { input: id, hint: `${id}-hint`, error: `${id}-error` };
  const describedBy = [hint && ids.hint, error && ids.error].filter(Boolean).join(" ");
  return { ids, aria: { id, "aria-describedby": describedBy || undefined, "aria-invalid": error ? true : undefined } };
}

function Frame({
  label,
  hint,
  error,
  ids,
  className,
  children,
}: FieldLook & { readonly ids: Ids; readonly className?: string | undefined; readonly children: ReactNode }) {
  return (
    <div className={classes(styles.field, className)}>
      <label htmlFor={ids.input}>{label}</label>
      {children}
      {hint && (
        <p id={ids.hint} className={styles.hint}>
          {hint}
        </p>
      )}
      {error && (
        <p id={ids.error} className={styles.error}>
          {error}
        </p>
      )}
    </div>
  );
}
