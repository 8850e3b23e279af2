// What is pressed. A link that looks like a button goes somewhere; a button does something, and says when it is at it.
import type { ComponentProps, ReactNode } from "react";
import { Link } from "wouter";
import styles from "./button.module.css";
import { classes } from "./classes.ts";

export type ButtonKind = "primary" | "secondary" | "quiet" | "danger";

interface ButtonLook {
  readonly kind?: ButtonKind;
  readonly size?: "s" | "m" | "l";
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** While `busy` it can be focused and read, and pressing it does nothing: a double click is one click. */
export function Button({
  kind = "primary",
  size = "m",
  wide = false,
  busy = false,
  className,
  onClick,
  type = "button",
  ...rest
}: ButtonLook & { readonly busy?: boolean } & ComponentProps<"button">) {
  return (
    <button
      {...rest}
      type={busy ? "button" : type}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      className={classes(look({ kind, size, wide }), busy && styles.busy, className)}
      onClick={busy ? undefined : onClick}
    />
  );
}

export function ButtonLink({
  kind = "primary",
  size = "m",
  wide = false,
  href,
  children,
}: ButtonLook & { readonly href: string }) {
  return (
    <Link href={href} className={look({ kind, size, wide })}>
      {children}
    </Link>
  );
}

function look({ kind, size, wide }: Required<Pick<ButtonLook, "kind" | "size" | "wide">>): string {
  return classes(styles.button, styles[kind], styles[size], wide && styles.wide);
}
