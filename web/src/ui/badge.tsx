import type { ReactNode } from "react";
import styles from "./badge.module.css";
import { classes } from "./classes.ts";

/** A word or two about what it stands on. */
export function Badge({
  kind = "info",
  children,
}: {
  readonly kind?: "info" | "good" | "warn" | "bad" | "accent";
  readonly children: ReactNode;
}) {
  return <span className={classes(styles.badge, styles[kind])}>{children}</span>;
}
