// Ways to have it sent to the visitor's country, each with its price and the days it would arrive on. Another country can be chosen here,
// and is then the one that the whole shop goes by.
import type { ShippingPart } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { isZero } from "../../i18n/money.ts";
import { setPreferences } from "../../i18n/preferences.ts";
import { useShippingOptionName } from "../../i18n/shipping-option-names.ts";
import { usePreferences } from "../../i18n/use-preferences.ts";
import { CountryField } from "../../ui/country-field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { isDegraded, Part } from "../../ui/part.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import styles from "./side-card.module.css";

const messages = defineMessages({
  en: {
    title: "Delivery",
    country: "Ship to",
    free: "Free",
    arrives: (days: string) => `Arrives ${days}`,
    nowhere: "It cannot be sent there.",
    atCheckout: "You can choose the delivery at the checkout.",
  },
  ko: {
    title: "배송",
    country: "배송 국가",
    free: "무료",
    arrives: (days: string) => `${days} 도착 예정`,
    nowhere: "이 국가로는 배송하지 않습니다.",
    atCheckout: "배송 방법은 결제할 때 고를 수 있습니다.",
  },
});

export function Delivery({ part }: { readonly part: ShippingPart | undefined }) {
  const t = useMessages(messages);
  const format = useFormat();
  const preferences = usePreferences();
  const optionName = useShippingOptionName();
  return (
    <section aria-labelledby="delivery" className={styles.card}>
      <header className={styles.header}>
        <h2 id="delivery">
          <Icon name="truck" /> {t.title}
        </h2>
        <CountryField
          label={t.country}
          className={styles.inline}
          value={preferences.country}
          onChange={({ target }) => setPreferences({ country: target.value })}
        />
      </header>
      <Part of={part}>
        {part?.shippingOptions.length === 0 && <p>{t.nowhere}</p>}
        <ul className={styles.rows} aria-busy={!part} aria-live="polite">
          {part
            ? part.shippingOptions.map((option) => (
                <li key={option.shippingOptionId} className={styles.row}>
                  <span className={styles.words}>
                    <strong>{optionName(option)}</strong>
                    <small>{t.arrives(format.days(inDays(option.minDays), inDays(option.maxDays)))}</small>
                  </span>
                  {option.price && (
                    <span className={styles.end}>{isZero(option.price) ? t.free : format.money(option.price)}</span>
                  )}
                </li>
              ))
            : [1, 2, 3].map((key) => (
                <li key={key} className={styles.row}>
                  <span className={styles.words}>
                    <Skeleton width="40%" />
                    <Skeleton width="65%" />
                  </span>
                </li>
              ))}
        </ul>
      </Part>
      {isDegraded(part) && <p className={styles.note}>{t.atCheckout}</p>}
    </section>
  );
}

function inDays(days: number): Date {
  const date = new Date();
  date.setDate(date.getDate() + days);
  return date;
}
