// What happened to an order, from its placing on.
import type { OrderHistoryEntry } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { useReasonMessage } from "../../i18n/error-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { orderReasons } from "../../i18n/order-reasons.ts";
import { Icon } from "../../ui/icon.tsx";
import styles from "./history.module.css";

const messages = defineMessages({
  en: {
    title: "History",
    OrderPlaced: "You placed the order",
    OrderConfirmed: "Paid for and confirmed",
    OrderCancelled: "Cancelled",
    CancellationRequested: "Cancellation asked for",
    CancellationRefused: "Cancellation refused: the parcel had left",
    ShipmentBooked: "Carrier booked",
    ShipmentDispatched: "Parcel left the warehouse",
    ShipmentDelivered: "Parcel arrived",
    ShipmentCancelled: "Carrier called off",
  },
  ko: {
    title: "주문 기록",
    OrderPlaced: "주문 접수",
    OrderConfirmed: "결제 완료, 주문 확정",
    OrderCancelled: "취소됨",
    CancellationRequested: "취소 요청",
    CancellationRefused: "취소 불가: 상품이 이미 출고됨",
    ShipmentBooked: "택배 예약",
    ShipmentDispatched: "물류센터 출발",
    ShipmentDelivered: "배송 완료",
    ShipmentCancelled: "택배 취소",
  },
});

export function History({ entries }: { readonly entries: readonly OrderHistoryEntry[] }) {
  const t = useMessages(messages);
  const { time } = useFormat();
  const reasonOf = useReasonMessage(orderReasons);
  const words: Readonly<Record<string, string>> = t;
  return (
    <details className={styles.history}>
      <summary>
        {t.title}
        <Icon name="next" size={18} />
      </summary>
      <ol className={styles.entries}>
        {entries.map(({ type, detail, occurTime }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries are only ever added at the end
          <li key={index}>
            <span>
              {words[type] ?? type}
              {type === "OrderCancelled" && detail && `: ${reasonOf(detail)}`}
            </span>
            {occurTime && <time className={styles.time}>{time(occurTime)}</time>}
          </li>
        ))}
      </ol>
    </details>
  );
}
