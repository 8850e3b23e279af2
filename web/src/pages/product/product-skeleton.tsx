// The page's shape while nothing at all is known of the product.
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import styles from "./product-page.module.css";

const messages = defineMessages({ en: { loading: "Loading the product" }, ko: { loading: "상품을 불러오는 중" } });

export function ProductSkeleton() {
  const t = useMessages(messages);
  return (
    <div className={styles.page} role="status" aria-busy="true">
      <span className="visually-hidden">{t.loading}</span>
      <div className={styles.breadcrumb}>
        <Skeleton width="9rem" />
      </div>
      <div className={styles.top}>
        <div className={styles.picture}>
          <span className={styles.square}>
            <Skeleton height="100%" />
          </span>
        </div>
        <div className={styles.buy}>
          <Skeleton width="70%" height="2.5rem" />
          <Skeleton width="40%" />
          <Skeleton width="30%" height="2rem" />
          <Skeleton height="9rem" />
          <Skeleton height="3.25rem" />
          <Skeleton height="12rem" />
        </div>
      </div>
    </div>
  );
}
