// Whom it can be bought from in the chosen way, each at their price.
import { useId } from "react";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Choice, Choices } from "../../ui/choice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import styles from "./buy-box.module.css";
import type { Seller } from "./choice.ts";

const messages = defineMessages({
  en: {
    legend: "Sold by",
    shop: "Meshmart",
    shopText: "The shop itself",
    otherCurrency: "not in this currency",
  },
  ko: {
    legend: "판매자",
    shop: "Meshmart",
    shopText: "직접 판매",
    otherCurrency: "이 통화로 판매 안 함",
  },
});

export function Sellers({
  sellers,
  chosen,
  loading,
  onChoose,
}: {
  readonly sellers: readonly Seller[];
  readonly chosen: Seller;
  readonly loading: boolean;
  readonly onChoose: (sellerId: string) => void;
}) {
  const t = useMessages(messages);
  const { money } = useFormat();
  const name = useId();
  if (loading) {
    return (
      <div aria-busy="true" className={styles.sellers}>
        <Skeleton height="3.5rem" />
      </div>
    );
  }
  if (sellers.length < 2) return null;
  return (
    <div className={styles.sellers}>
      <p aria-hidden="true" className={styles.label}>
        {t.legend}
      </p>
      <Choices legend={t.legend}>
        {sellers.map(({ sellerId, sellerName, price }) => (
          <Choice
            key={sellerId}
            name={name}
            value={sellerId}
            title={sellerId === "" ? t.shop : sellerName}
            text={sellerId === "" ? t.shopText : undefined}
            end={price ? money(price) : <small>{t.otherCurrency}</small>}
            disabled={!price}
            checked={sellerId === chosen.sellerId}
            onChange={() => onChoose(sellerId)}
          />
        ))}
      </Choices>
    </div>
  );
}
