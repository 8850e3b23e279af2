// A rating of one to five stars, drawn to the tenth and read out in words.
import { useFormat } from "../i18n/format.ts";
import { defineMessages, plural, useMessages } from "../i18n/messages.ts";
import styles from "./stars.module.css";

const messages = defineMessages({
  en: {
    rated: (stars: string) => `Rated ${stars} out of 5`,
    reviews: (count: number) => plural(count, "review"),
  },
  ko: {
    rated: (stars: string) => `5점 만점에 ${stars}점`,
    reviews: (count: number) => `후기 ${count}개`,
  },
});

export function Stars({ stars, reviewCount }: { readonly stars: number; readonly reviewCount?: number }) {
  const t = useMessages(messages);
  const { number } = useFormat();
  const shown = number(Math.round(stars * 10) / 10);
  return (
    <span className={styles.rating}>
      <span className={styles.stars} role="img" aria-label={t.rated(shown)}>
        <span className={styles.filled} style={{ width: `${(stars / 5) * 100}%` }} />
      </span>
      {reviewCount !== undefined && <span className={styles.count}>{t.reviews(reviewCount)}</span>}
    </span>
  );
}
