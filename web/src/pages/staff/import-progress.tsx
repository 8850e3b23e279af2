// How far an import is, and which lines were refused.
import type { ImportError } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, plural, useMessages } from "../../i18n/messages.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import styles from "./import.module.css";
import shared from "./staff.module.css";
import { staffReasons } from "./staff-reasons.ts";
import type { ImportState } from "./use-import.ts";

const messages = defineMessages({
  en: {
    title: (name: string) => `Import of ${name}`,
    sent: "Sent",
    sentOf: (sent: string, size: string) => `${sent} of ${size}`,
    read: "Lines read",
    created: "Made",
    updated: "Changed",
    refused: "Refused",
    running: "The file is under way.",
    reading: "The file has arrived. The catalog is reading it.",
    done: "Everything is imported.",
    doneSome: (count: number) => `Imported, except for ${plural(count, "line")}.`,
    cancelled: "You cancelled it. What was imported by then stays; run it again to go on.",
    failed: "The import stopped. What was imported by then stays; run it again to go on.",
    cancel: "Cancel",
    again: "Run it again",
    errors: "Refused lines",
    line: "Line",
    why: "What is wrong",
    moreErrors: (count: number) => `and ${plural(count, "more line")}`,
  },
  ko: {
    title: (name: string) => `${name} 가져오기`,
    sent: "보낸 양",
    sentOf: (sent: string, size: string) => `${size} 중 ${sent}`,
    read: "읽은 줄",
    created: "등록",
    updated: "수정",
    refused: "거절",
    running: "파일을 보내고 있습니다.",
    reading: "파일을 모두 보냈습니다. 내용을 반영하고 있습니다.",
    done: "모두 가져왔습니다.",
    doneSome: (count: number) => `${count}줄을 제외하고 가져왔습니다.`,
    cancelled: "취소했습니다. 그때까지 반영한 내용은 남아 있으며, 다시 실행하면 이어집니다.",
    failed: "가져오기가 중단되었습니다. 그때까지 반영한 내용은 남아 있으며, 다시 실행하면 이어집니다.",
    cancel: "취소",
    again: "다시 실행",
    errors: "거절된 줄",
    line: "줄",
    why: "이유",
    moreErrors: (count: number) => `그 밖에 ${count}줄`,
  },
});

interface ImportProgressProps {
  readonly of: ImportState;
  readonly onCancel: () => void;
  readonly onAgain: () => void;
}

export function ImportProgress({ of, onCancel, onAgain }: ImportProgressProps) {
  const t = useMessages(messages);
  const { number } = useFormat();
  const { file, state, sentBytes, counts, errors } = of;
  const bytes = useBytes();
  return (
    <section className={shared.panel} aria-labelledby="import" data-import={state}>
      <h2 id="import">{t.title(file.name)}</h2>
      <progress
        className={styles.progress}
        aria-label={t.sent}
        max={Math.max(file.size, 1)}
        value={state === "done" ? Math.max(file.size, 1) : Math.min(sentBytes, file.size)}
      />
      <dl className={shared.figures}>
        <Figure name={t.sent} value={t.sentOf(bytes(Math.min(sentBytes, file.size)), bytes(file.size))} />
        <Figure name={t.read} value={number(counts.readCount)} />
        <Figure name={t.created} value={number(counts.createdCount)} />
        <Figure name={t.updated} value={number(counts.updatedCount)} />
        <Figure name={t.refused} value={number(counts.refusedCount)} />
      </dl>
      <Outcome of={of} />
      <div className={shared.actions}>
        {state === "running" ? (
          <Button kind="secondary" onClick={onCancel}>
            {t.cancel}
          </Button>
        ) : (
          <Button kind="secondary" onClick={onAgain}>
            {t.again}
          </Button>
        )}
      </div>
      {errors.length > 0 && <RefusedLines errors={errors} count={counts.refusedCount} />}
    </section>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Outcome({ of: { file, state, sentBytes, counts, error } }: { readonly of: ImportState }) {
  const t = useMessages(messages);
  const describe = useErrorMessage(staffReasons);
  if (state === "running") return <p role="status">{sentBytes < file.size ? t.running : t.reading}</p>;
  if (state === "cancelled") return <Notice>{t.cancelled}</Notice>;
  if (state === "failed") {
    return (
      <Notice kind="bad" title={describe(error)}>
        {t.failed}
      </Notice>
    );
  }
  const { refusedCount } = counts;
  return refusedCount > 0 ? (
    <Notice kind="warn">{t.doneSome(refusedCount)}</Notice>
  ) : (
    <Notice kind="good">{t.done}</Notice>
  );
}

function RefusedLines({ errors, count }: { readonly errors: readonly ImportError[]; readonly count: number }) {
  const t = useMessages(messages);
  const { number } = useFormat();
  return (
    <table className={styles.refusedLines}>
      <caption>{t.errors}</caption>
      <thead>
        <tr>
          <th scope="col">{t.line}</th>
          <th scope="col">{t.why}</th>
        </tr>
      </thead>
      <tbody>
        {errors.map(({ line, message }) => (
          <tr key={line}>
            <th scope="row">{number(line)}</th>
            <td lang="en">{message}</td>
          </tr>
        ))}
      </tbody>
      {count > errors.length && (
        <tfoot>
          <tr>
            <td colSpan={2}>{t.moreErrors(count - errors.length)}</td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

/** "3.1 MB". */
function useBytes(): (bytes: number) => string {
  const { number } = useFormat();
  return (bytes) => {
    if (bytes < 1_000) return `${number(bytes)} B`;
    if (bytes < 1_000_000) return `${number(Math.round(bytes / 100) / 10)} kB`;
    return `${number(Math.round(bytes / 100_000) / 10)} MB`;
  };
}
