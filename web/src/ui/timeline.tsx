// What happens one after the other: done, going on, failed, undone, or still to come. The state is said in words too, never by colour alone.
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";
import styles from "./timeline.module.css";

export type TimelineState = "done" | "active" | "failed" | "undone" | "waiting";

export interface TimelineEntry {
  readonly key: string;
  readonly state: TimelineState;
  readonly title: ReactNode;
  /** Why, or what was undone. */
  readonly text?: ReactNode;
  /** When. */
  readonly time?: string | undefined;
}

const ICONS: Readonly<Partial<Record<TimelineState, IconName>>> = { done: "check", failed: "close", undone: "undo" };

export function Timeline({ label, entries }: { readonly label: string; readonly entries: readonly TimelineEntry[] }) {
  return (
    <ol className={styles.timeline} aria-label={label}>
      {entries.map(({ key, state, title, text, time }) => {
        const icon = ICONS[state];
        return (
          <li
            key={key}
            className={styles.entry}
            data-state={state}
            aria-current={state === "active" ? "step" : undefined}
          >
            <span className={styles.mark}>{icon && <Icon name={icon} size={16} />}</span>
            <span className={styles.words}>
              <span className={styles.title}>{title}</span>
              {text && <span className={styles.text}>{text}</span>}
            </span>
            {time && <span className={styles.time}>{time}</span>}
          </li>
        );
      })}
    </ol>
  );
}
