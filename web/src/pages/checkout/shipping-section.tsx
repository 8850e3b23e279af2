// How the parcel is sent: what it costs for this parcel and this country, and when it arrives.
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { orderReasons } from "../../i18n/order-reasons.ts";
import { useShippingOptionName } from "../../i18n/shipping-option-names.ts";
import { Choice, Choices } from "../../ui/choice.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Section } from "./section.tsx";
import styles from "./shipping-section.module.css";
import type { Checkout } from "./use-checkout.ts";

const messages = defineMessages({
  en: {
    title: "Shipping",
    legend: "Way of shipping",
    arrives: (days: string) => `Arrives ${days}`,
    none: (country: string) => `Nothing can be sent to this country: ${country}.`,
    loading: "Asking what shipping costs",
  },
  ko: {
    title: "배송 방법",
    legend: "배송 방법",
    arrives: (days: string) => `${days} 도착 예정`,
    none: (country: string) => `이 주문은 다음 국가로 보낼 수 없습니다: ${country}`,
    loading: "배송비를 확인하는 중",
  },
});

const PLACEHOLDERS = ["first", "second", "third"];

export function ShippingSection({ checkout }: { readonly checkout: Checkout }) {
  const t = useMessages(messages);
  const { money, country, days } = useFormat();
  const optionName = useShippingOptionName();
  const describe = useErrorMessage(orderReasons);
  const { shipping, option, draft, change } = checkout;
  const { options, error, refetch } = shipping;
  return (
    <Section number={2} title={t.title}>
      {!options && error && <Failure error={error} onRetry={refetch} />}
      {!options && !error && (
        <div className={styles.loading} role="status" aria-label={t.loading}>
          {PLACEHOLDERS.map((key) => (
            <Skeleton key={key} height="3.75rem" />
          ))}
        </div>
      )}
      {options?.length === 0 && <Notice kind="warn">{t.none(country(draft.address.countryCode))}</Notice>}
      {options && options.length > 0 && (
        <Choices legend={t.legend}>
          {options.map((each) => (
            <Choice
              key={each.shippingOptionId}
              name="shipping"
              value={each.shippingOptionId}
              checked={each.shippingOptionId === option?.shippingOptionId}
              onChange={() => change({ shippingOptionId: each.shippingOptionId })}
              title={optionName(each)}
              text={t.arrives(days(inDays(each.minDays), inDays(each.maxDays)))}
              end={each.price && money(each.price)}
            />
          ))}
        </Choices>
      )}
      {options && error && <Notice kind="warn">{describe(error)}</Notice>}
    </Section>
  );
}

function inDays(days: number): Date {
  const date = new Date();
  date.setDate(date.getDate() + days);
  return date;
}
