import { defineMessages, useMessages } from "../i18n/messages.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import styles from "./page-loading.module.css";

const messages = defineMessages({ en: { loading: "Loading" }, ko: { loading: "불러오는 중" } });

/** While a page's code or its first data is on its way. */
export function PageLoading() {
  const t = useMessages(messages);
  return (
    <div className={styles.loading} role="status" aria-busy="true">
      <span className="visually-hidden">{t.loading}</span>
      <Skeleton height="2.5rem" width="45%" />
      <Skeleton height="14rem" />
      <Skeleton width="70%" />
      <Skeleton width="55%" />
    </div>
  );
}
