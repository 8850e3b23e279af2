// The browser's own modal dialog: it keeps the focus inside, closes with Escape, and gives the focus back.
import { type ReactNode, useEffect, useId, useRef } from "react";
import { defineMessages, useMessages } from "../i18n/messages.ts";
import styles from "./dialog.module.css";
import { Icon } from "./icon.tsx";

const messages = defineMessages({ en: { close: "Close" }, ko: { close: "닫기" } });

export function Dialog({
  title,
  onClose,
  children,
}: {
  readonly title: string;
  /** Escape, the cross, or a click beside it. */
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const t = useMessages(messages);
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => element.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      className={styles.dialog}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => event.target === dialog.current && onClose()}
    >
      <div className={styles.content}>
        <header className={styles.header}>
          <h2 id={titleId}>{title}</h2>
          <button type="button" className={styles.close} aria-label={t.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
