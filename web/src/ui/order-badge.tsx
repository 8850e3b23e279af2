// Where an order stands, in a word.
import { type Order, Order_State as State } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { defineMessages, useMessages } from "../i18n/messages.ts";
import { Badge } from "./badge.tsx";

const messages = defineMessages({
  en: {
    PENDING: "Being placed",
    CONFIRMED: "Confirmed",
    CANCELLED: "Cancelled",
    SHIPPED: "On its way",
    DELIVERED: "Delivered",
    RETURNED: "Returned",
    cancelling: "Being cancelled",
  },
  ko: {
    PENDING: "주문 처리 중",
    CONFIRMED: "주문 확정",
    CANCELLED: "취소됨",
    SHIPPED: "배송 중",
    DELIVERED: "배송 완료",
    RETURNED: "반품됨",
    cancelling: "취소하는 중",
  },
});

const KINDS = {
  [State.CONFIRMED]: "good",
  [State.SHIPPED]: "good",
  [State.DELIVERED]: "good",
  [State.CANCELLED]: "bad",
  [State.PENDING]: "warn",
} as const;

export function OrderBadge({
  order: { state, cancellationRequested },
}: {
  readonly order: Pick<Order, "state" | "cancellationRequested">;
}) {
  const t: Readonly<Record<string, string>> = useMessages(messages);
  const kind = (KINDS as Readonly<Partial<Record<State, "good" | "bad" | "warn">>>)[state] ?? "info";
  const isCancelling = cancellationRequested && state !== State.CANCELLED;
  return <Badge kind={isCancelling ? "warn" : kind}>{t[isCancelling ? "cancelling" : State[state]] ?? ""}</Badge>;
}
