// A part of a composed page. While its service is away it says so in one line, in its own place, and the rest of the page works on.
import { type PartStatus, PartStatus_State } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import type { ReactNode } from "react";
import { defineMessages, useMessages } from "../i18n/messages.ts";
import { Icon } from "./icon.tsx";
import styles from "./part.module.css";

const messages = defineMessages({
  en: {
    away: "This part is not available right now. It comes back by itself.",
    simpler: "A simpler selection for now. The usual one comes back by itself.",
  },
  ko: {
    away: "지금은 이 부분을 불러올 수 없습니다. 곧 다시 보여 드립니다.",
    simpler: "지금은 간단히 골라 보여 드립니다. 곧 평소처럼 다시 보여 드립니다.",
  },
});

export function isDegraded(part: { readonly status?: PartStatus | undefined } | undefined): boolean {
  return part?.status?.state === PartStatus_State.DEGRADED;
}

/** Shows the part, or in its place that it is away. `keep` shows both: the part has a fallback that is worth showing. */
export function Part({
  of,
  keep = false,
  away,
  children,
}: {
  readonly of: { readonly status?: PartStatus | undefined } | undefined;
  readonly keep?: boolean;
  /** What to say while it is away, where its place does not tell what it is. */
  readonly away?: string;
  readonly children: ReactNode;
}) {
  const t = useMessages(messages);
  const degraded = isDegraded(of);
  return (
    <>
      {(!degraded || keep) && children}
      {degraded && (
        <p className={styles.away} data-degraded={of?.status?.reason}>
          <Icon name="clock" size={18} /> {away ?? (keep ? t.simpler : t.away)}
        </p>
      )}
    </>
  );
}
