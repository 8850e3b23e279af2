// The saga's steps in words: while they go on, once they are done, and once they are undone.
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import type { ShownStep } from "./checkout-steps.ts";

const messages = defineMessages({
  en: {
    reserve_stock: "Set your items aside",
    quote_shipping: "Work out shipping",
    redeem_coupon: "Redeem the coupon",
    authorize_payment: "Check the payment",
    book_shipment: "Book the carrier",
    capture_payment: "Take the payment",
    commit_stock: "Take your items off the shelf",
    cancel_shipment: "Call the parcel back",
    refund_payment: "Give your money back",
    return_stock: "Put the items back on the shelf",
    release_coupon: "Give the coupon back",
    undo_reserve_stock: "Undone: the items are back on the shelf.",
    undo_redeem_coupon: "Undone: your coupon can be used again.",
    undo_authorize_payment: "Nothing was charged.",
    undo_book_shipment: "Undone: the carrier does not come.",
    undoing: "Being undone…",
    again: "It takes a little longer: it is tried again.",
  },
  ko: {
    reserve_stock: "상품 확보",
    quote_shipping: "배송비 확인",
    redeem_coupon: "쿠폰 사용",
    authorize_payment: "결제 승인",
    book_shipment: "택배 예약",
    capture_payment: "결제",
    commit_stock: "상품 출고 준비",
    cancel_shipment: "배송 취소",
    refund_payment: "환불",
    return_stock: "상품 재입고",
    release_coupon: "쿠폰 반환",
    undo_reserve_stock: "되돌림: 확보한 상품을 다시 내놓았습니다.",
    undo_redeem_coupon: "되돌림: 쿠폰을 다시 쓸 수 있습니다.",
    undo_authorize_payment: "결제된 금액은 없습니다.",
    undo_book_shipment: "되돌림: 택배 예약을 취소했습니다.",
    undoing: "되돌리는 중…",
    again: "조금 더 걸리고 있습니다. 다시 시도하고 있습니다.",
  },
});

export function useStepWords(): { title: (name: string) => string; text: (step: ShownStep) => string } {
  const t: Readonly<Record<string, string>> = useMessages(messages);
  return {
    title: (name) => t[name] ?? name.replaceAll("_", " "),
    /** Beside the reason, where there is one. */
    text({ name, state, reason, undoing }) {
      if (undoing) return t.undoing!;
      if (state === "undone" || state === "failed") return t[`undo_${name}`] ?? "";
      return state === "active" && reason ? t.again! : "";
    },
  };
}
