// Many products at once, from a file.
import { type DragEvent, useId, useState } from "react";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { useTitle } from "../../shell/use-title.ts";
import { Button } from "../../ui/button.tsx";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icon.tsx";
import { Notice } from "../../ui/notice.tsx";
import styles from "./import.module.css";
import { ImportProgress } from "./import-progress.tsx";
import { download, FORMATS, formatOf, sampleOf } from "./import-samples.ts";
import shared from "./staff.module.css";
import { useImport } from "./use-import.ts";

const messages = defineMessages({
  en: {
    title: "Import products",
    intro:
      "A line is a product. One whose SKU is there already changes it, so running a file again is harmless. Lines that do not fit are listed, and the others are imported.",
    drop: "Drop a CSV or NDJSON file here",
    or: "or",
    choose: "Choose a file",
    unknown: (name: string) => `${name} is neither CSV nor NDJSON.`,
    samples: "What a file looks like",
    sample: (format: string) => `Download a sample as ${format}`,
  },
  ko: {
    title: "상품 가져오기",
    intro:
      "한 줄이 한 상품입니다. 이미 있는 SKU이면 그 상품을 수정하므로 같은 파일을 다시 올려도 괜찮습니다. 맞지 않는 줄은 목록으로 보여 드리고 나머지는 반영합니다.",
    drop: "CSV 또는 NDJSON 파일을 여기에 놓으세요",
    or: "또는",
    choose: "파일 선택",
    unknown: (name: string) => `${name} 파일은 CSV나 NDJSON이 아닙니다.`,
    samples: "파일 형식",
    sample: (format: string) => `${format} 예시 내려받기`,
  },
});

const ACCEPTED = FORMATS.flatMap(({ extensions, contentType }) => [...extensions.map((one) => `.${one}`), contentType]);

export function ImportPage() {
  const t = useMessages(messages);
  const { current, start, cancel } = useImport();
  const [refused, setRefused] = useState("");
  const isRunning = current?.state === "running";
  useTitle(t.title);

  const take = (file: File | undefined) => {
    if (!file || isRunning) return;
    const format = formatOf(file);
    setRefused(format ? "" : file.name);
    if (format) void start(file, format);
  };

  return (
    <>
      <h1>{t.title}</h1>
      <p className={styles.intro}>{t.intro}</p>
      {!isRunning && <DropZone onFile={take} />}
      {refused && <Notice kind="bad">{t.unknown(refused)}</Notice>}
      {current && (
        <ImportProgress of={current} onCancel={cancel} onAgain={() => void start(current.file, current.format)} />
      )}
      <section className={styles.samples} aria-labelledby="samples">
        <h2 id="samples">{t.samples}</h2>
        <pre className={styles.sample}>{sampleOf(FORMATS[0])}</pre>
        <div className={shared.actions}>
          {FORMATS.map((format) => (
            <Button
              key={format.name}
              kind="secondary"
              size="s"
              onClick={() => download(`sample.${format.extensions[0]}`, format.contentType, sampleOf(format))}
            >
              {t.sample(format.name)}
            </Button>
          ))}
        </div>
      </section>
    </>
  );
}

function DropZone({ onFile }: { readonly onFile: (file: File | undefined) => void }) {
  const t = useMessages(messages);
  const id = useId();
  const [isOver, setIsOver] = useState(false);
  const over = (is: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setIsOver(is);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the input within
    <div
      className={classes(styles.drop, isOver && styles.over)}
      onDragEnter={over(true)}
      onDragOver={over(true)}
      onDragLeave={over(false)}
      onDrop={(event) => {
        over(false)(event);
        onFile(event.dataTransfer.files[0]);
      }}
    >
      <Icon name="box" size={32} />
      <p>
        <strong>{t.drop}</strong>
        <br />
        {t.or}
      </p>
      <input
        id={id}
        className="visually-hidden"
        type="file"
        accept={ACCEPTED.join(",")}
        onChange={({ target }) => {
          onFile(target.files?.[0]);
          // The same file may be chosen again.
          target.value = "";
        }}
      />
      <label htmlFor={id} className={styles.choose}>
        {t.choose}
      </label>
    </div>
  );
}
