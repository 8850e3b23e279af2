// Something that should be known where it stands: a warning, a failure, good news. What appears later is read out.
import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import { Icon, type IconName } from "./icon.tsx";
import styles from "./notice.module.css";

export type NoticeKind = "info" | "good" | "warn" | "bad";

const ICONS: Readonly<Record<NoticeKind, IconName>> = { info: "info", good: "check", warn: "warning", bad: "warning" };

export function Notice({
  kind = "info",
  title,
  action,
  children,
}: {
  readonly kind?: NoticeKind;
  readonly title?: ReactNode;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <div className={classes(styles.notice, styles[kind])} role={kind === "bad" ? "alert" : "status"}>
      <Icon name={ICONS[kind]} />
      <div className={styles.body}>
        {title && <strong>{title}</strong>}
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}
