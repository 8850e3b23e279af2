// What a page shows in place of what could not be loaded: what happened, and the way on.

import { type Reasons, useErrorMessage } from "../i18n/error-messages.ts";
import { defineMessages, useMessages } from "../i18n/messages.ts";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";

const messages = defineMessages({ en: { again: "Try again" }, ko: { again: "다시 시도" } });

export function Failure({
  error,
  reasons,
  onRetry,
}: {
  readonly error: unknown;
  /** Those that only the page's own calls have. */
  readonly reasons?: Reasons;
  readonly onRetry?: (() => void) | undefined;
}) {
  const t = useMessages(messages);
  const describe = useErrorMessage(reasons);
  const again = onRetry && (
    <Button kind="secondary" size="s" onClick={onRetry}>
      {t.again}
    </Button>
  );
  return (
    <Notice kind="bad" action={again}>
      {describe(error)}
    </Notice>
  );
}
