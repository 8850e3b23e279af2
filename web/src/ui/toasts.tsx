// Short news at the edge of the page: "Added to your cart". Read out, and gone after some seconds; nothing that must be acted on.
import { useSyncExternalStore } from "react";
import { Icon } from "./icon.tsx";
import styles from "./toasts.module.css";

export interface Toast {
  readonly id: number;
  readonly kind: "good" | "bad";
  readonly text: string;
}

const SHOWN_MS = 6_000;
/** More push the oldest out. */
const MAX_TOASTS = 3;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

export function toast(text: string, kind: Toast["kind"] = "good"): void {
  const id = ++lastId;
  change([...toasts, { id, kind, text }].slice(-MAX_TOASTS));
  setTimeout(() => dismiss(id), SHOWN_MS);
}

function dismiss(id: number): void {
  change(toasts.filter((one) => one.id !== id));
}

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className={styles.toasts} role="status" aria-live="polite">
      {shown.map(({ id, kind, text }) => (
        <div key={id} className={styles.toast} data-kind={kind}>
          <Icon name={kind === "good" ? "check" : "warning"} />
          <span>{text}</span>
        </div>
      ))}
    </div>
  );
}
