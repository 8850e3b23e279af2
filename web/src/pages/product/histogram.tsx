// The mean, and how many gave how many stars. Each row shows only its own reviews when it is pressed, and all of them when pressed again.
import type { Rating } from "@meshmart/gen/meshmart/reviews/v1/reviews_pb";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, plural, useMessages } from "../../i18n/messages.ts";
import { Stars } from "../../ui/stars.tsx";
import styles from "./histogram.module.css";

const messages = defineMessages({
  en: {
    filter: "Reviews by stars",
    stars: (stars: number) => plural(stars, "star"),
    reviews: (count: number) => plural(count, "review"),
  },
  ko: {
    filter: "별점별 후기",
    stars: (stars: number) => `${stars}점`,
    reviews: (count: number) => `후기 ${count}개`,
  },
});

const ROWS = [5, 4, 3, 2, 1];

export function Histogram({
  rating: { averageStars, reviewCount, histogram },
  stars,
  onChoose,
}: {
  readonly rating: Rating;
  /** Whose reviews are shown. Zero: all. */
  readonly stars: number;
  readonly onChoose: (stars: number) => void;
}) {
  const t = useMessages(messages);
  const { number } = useFormat();
  const countOf = (row: number) => histogram[row - 1] ?? 0;
  return (
    <div className={styles.histogram}>
      <p className={styles.mean}>
        <strong aria-hidden="true">{number(Math.round(averageStars * 10) / 10)}</strong>
        <Stars stars={averageStars} reviewCount={reviewCount} />
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields */}
      <div role="group" aria-label={t.filter}>
        {ROWS.map((row) => (
          <button
            key={row}
            type="button"
            className={styles.row}
            aria-pressed={row === stars}
            disabled={countOf(row) === 0 && row !== stars}
            onClick={() => onChoose(row === stars ? 0 : row)}
          >
            <span className={styles.name}>{t.stars(row)}</span>
            <span className={styles.bar}>
              <span style={{ width: `${(countOf(row) / Math.max(reviewCount, 1)) * 100}%` }} />
            </span>
            <span className={styles.count}>
              <span aria-hidden="true">{number(countOf(row))}</span>
              <span className="visually-hidden">{t.reviews(countOf(row))}</span>
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}
