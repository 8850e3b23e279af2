// Which orders to show: each state is a link, so that it can be kept and gone back to.
import { Link, useLocation } from "wouter";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { SelectField } from "../../ui/field.tsx";
import styles from "./filters.module.css";
import { filterPath, type OrdersFilter, PERIOD_NAMES, type PeriodName, STATE_NAMES } from "./orders-filter.ts";

const messages = defineMessages({
  en: {
    states: "Orders by state",
    all: "All",
    open: "Under way",
    delivered: "Delivered",
    cancelled: "Cancelled",
    returned: "Returned",
    period: "Placed within",
    period_all: "Any time",
    period_month: "The last 30 days",
    "period_half-year": "The last 6 months",
    period_year: "The last year",
  },
  ko: {
    states: "상태별 주문",
    all: "전체",
    open: "진행 중",
    delivered: "배송 완료",
    cancelled: "취소",
    returned: "반품",
    period: "주문 기간",
    period_all: "전체 기간",
    period_month: "최근 30일",
    "period_half-year": "최근 6개월",
    period_year: "최근 1년",
  },
});

export function Filters({ filter }: { readonly filter: OrdersFilter }) {
  const t = useMessages(messages);
  const [, navigate] = useLocation();
  return (
    <div className={styles.filters}>
      <nav className={styles.states} aria-label={t.states}>
        {STATE_NAMES.map((state) => (
          <Link
            key={state}
            href={filterPath({ ...filter, state })}
            className={styles.state}
            aria-current={state === filter.state ? "page" : undefined}
          >
            {t[state]}
          </Link>
        ))}
      </nav>
      <SelectField
        label={t.period}
        value={filter.period}
        onChange={({ target }) => navigate(filterPath({ ...filter, period: target.value as PeriodName }))}
      >
        {PERIOD_NAMES.map((period) => (
          <option key={period} value={period}>
            {t[`period_${period}`]}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
