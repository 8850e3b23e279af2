// Where an order stands, in words: a heading, and what that means for the customer.
import { Order_State as State } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { defineMessages, useMessages } from "../../i18n/messages.ts";

const messages = defineMessages({
  en: {
    PENDING: "We are on your order",
    PENDING_text: "This takes a few seconds. You may leave the page: it goes on by itself.",
    CONFIRMED: "Your order is confirmed",
    CONFIRMED_text: "It is paid for, and being packed.",
    CANCELLED: "Your order was cancelled",
    CANCELLED_text: "Nothing is owed by either side.",
    SHIPPED: "Your parcel is on its way",
    SHIPPED_text: "It has left our warehouse.",
    DELIVERED: "Your parcel has arrived",
    DELIVERED_text: "We hope you like it.",
    RETURNED: "Your order came back",
    RETURNED_text: "It is back in our warehouse.",
    cancelling: "Your order is being cancelled",
    cancelling_text: "What was done for it is being undone, step by step.",
  },
  ko: {
    PENDING: "주문을 처리하고 있습니다",
    PENDING_text: "몇 초면 됩니다. 페이지를 벗어나셔도 주문은 계속 처리됩니다.",
    CONFIRMED: "주문이 확정되었습니다",
    CONFIRMED_text: "결제가 완료되어 상품을 포장하고 있습니다.",
    CANCELLED: "주문이 취소되었습니다",
    CANCELLED_text: "청구되거나 남은 금액은 없습니다.",
    SHIPPED: "상품이 배송 중입니다",
    SHIPPED_text: "물류센터에서 출발했습니다.",
    DELIVERED: "상품이 도착했습니다",
    DELIVERED_text: "마음에 드시길 바랍니다.",
    RETURNED: "주문이 반품되었습니다",
    RETURNED_text: "상품이 물류센터로 돌아왔습니다.",
    cancelling: "주문을 취소하고 있습니다",
    cancelling_text: "진행된 단계를 하나씩 되돌리고 있습니다.",
  },
});

export function useStateWords(): (state: State, cancelling: boolean) => { title: string; text: string } {
  const t: Readonly<Record<string, string>> = useMessages(messages);
  return (state, cancelling) => {
    const key = cancelling && state !== State.CANCELLED ? "cancelling" : State[state];
    return { title: t[key] ?? "", text: t[`${key}_text`] ?? "" };
  };
}
