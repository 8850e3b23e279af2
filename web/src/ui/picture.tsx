// A product's picture. Drawn by the shop; a product that has none shows its category's.
import { useState } from "react";
import styles from "./picture.module.css";

const CATEGORIES = new Set(["beauty", "books", "electronics", "home", "kitchen", "sports", "toys"]);

export function Picture({
  path,
  category = "",
  alt = "",
  eager = false,
}: {
  /** Path within the shop. Empty: none. */
  readonly path: string;
  readonly category?: string;
  /** Empty where the title stands beside it. */
  readonly alt?: string;
  /** For the picture that a page is about: it is fetched before all others. */
  readonly eager?: boolean;
}) {
  const fallback = `/pictures/category-${CATEGORIES.has(category) ? category : "other"}.svg`;
  const [missing, setMissing] = useState("");
  return (
    <img
      className={styles.picture}
      src={path && path !== missing ? path : fallback}
      alt={alt}
      width={400}
      height={400}
      loading={eager ? "eager" : "lazy"}
      fetchPriority={eager ? "high" : undefined}
      decoding="async"
      onError={() => setMissing(path)}
    />
  );
}
