// Where a line was that was just taken out: it can be put back. The focus is here, since what was pressed is gone.
import type { CartItem } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { useEffect, useRef } from "react";
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import styles from "./removed-line.module.css";

const messages = defineMessages({
  en: { removed: (title: string) => `${title} is out of your cart.`, undo: "Put it back" },
  ko: { removed: (title: string) => `${title}: 장바구니에서 삭제했습니다.`, undo: "되돌리기" },
});

export function RemovedLine({
  item,
  busy,
  error,
  onUndo,
}: {
  readonly item: CartItem;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onUndo: () => void;
}) {
  const t = useMessages(messages);
  const describe = useErrorMessage();
  const undo = useRef<HTMLButtonElement>(null);
  useEffect(() => undo.current?.focus(), []);
  return (
    <div className={styles.removed}>
      <span role="status">{error === undefined ? t.removed(item.title) : describe(error)}</span>
      <Button ref={undo} kind="quiet" size="s" busy={busy} onClick={onUndo}>
        <Icon name="undo" size={18} /> {t.undo}
      </Button>
    </div>
  );
}
