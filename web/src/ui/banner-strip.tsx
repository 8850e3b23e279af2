// Banners of a slot within a page: a line or two each, beside what the page is about.
import type { Banner } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import { Link } from "wouter";
import styles from "./banner-strip.module.css";
import { Icon } from "./icon.tsx";

/** The most important come first; more would push away what the page is about. */
const SHOWN = 2;

export function BannerStrip({ banners }: { readonly banners: readonly Banner[] }) {
  if (banners.length === 0) return null;
  return (
    <ul className={styles.strip}>
      {banners.slice(0, SHOWN).map(({ bannerId, title, text, linkPath }) => {
        const content = (
          <>
            <span className={styles.words}>
              <strong>{title}</strong>
              <span>{text}</span>
            </span>
            {linkPath && <Icon name="next" size={18} />}
          </>
        );
        return (
          <li key={bannerId}>
            {linkPath ? (
              <Link href={linkPath} className={styles.banner}>
                {content}
              </Link>
            ) : (
              <div className={styles.banner}>{content}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
