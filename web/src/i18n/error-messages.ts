// What a visitor is told of an error: by its reason where the shop has words for it, otherwise in a general sentence with the trace id
// for whoever asks the operators. The mesh's own sentence is for developers.
import { Code, ConnectError } from "@connectrpc/connect";
import { isTransient, metadataOf, reasonOf, traceIdOf } from "../api/errors.ts";
import { defineMessages, type Messages, useMessages } from "./messages.ts";

const messages = defineMessages({
  en: {
    SIGN_IN_REQUIRED: "Sign in to do this.",
    TOKEN_EXPIRED: "Your session has ended. Sign in again.",
    TOKEN_INVALID: "Your session has ended. Sign in again.",
    SESSION_ENDED: "Your session has ended. Sign in again.",
    STAFF_ONLY: "Only staff may do this.",
    PRODUCT_NOT_FOUND: "This product is not sold any more.",
    PURCHASE_OPTION_NOT_FOUND: "This option is not sold any more.",
    OFFER_NOT_FOUND: "This seller does not offer it any more.",
    NOT_SOLD_IN_CURRENCY: "This is not sold in the currency that you chose.",
    CART_FULL: "Your cart is full. Order some of it first.",
    QUANTITY_LIMIT: "A cart holds no more pieces of this.",
    CART_CHANGED: "Your cart was changed in another tab. This is how it stands now.",
    OUT_OF_STOCK: "This has just sold out.",
    PRICE_CHANGED: "A price has changed since you saw it.",
    COUPON_NOT_FOUND: "There is no such coupon.",
    COUPON_EXPIRED: "This coupon has expired.",
    COUPON_NOT_YET_VALID: "This coupon does not work yet.",
    COUPON_USED_UP: "All of these coupons are used.",
    COUPON_ALREADY_USED: "You have used this coupon already.",
    COUPON_MINIMUM_NOT_REACHED: "Your order is too small for this coupon.",
    COUPON_CURRENCY_MISMATCH: "This coupon is for orders in another currency.",
    PAYMENT_DECLINED: "Your bank declined the payment.",
    INSUFFICIENT_FUNDS: "There is not enough money on this account.",
    CARD_EXPIRED: "This card has expired.",
    ACCOUNT_CLOSED: "This account is closed.",
    CARD_NUMBER_INVALID: "This is not the number of a card.",
    SHIPPING_OPTION_UNAVAILABLE: "This way of shipping does not serve your order. Choose another.",
    SHIPPING_OPTION_NOT_FOUND: "This way of shipping is not offered any more. Choose another.",
    ORDER_NOT_YOURS: "This is not one of your orders.",
    ORDER_NOT_FOUND: "There is no such order.",
    ORDER_NOT_CANCELLABLE: "The parcel has left: this order cannot be cancelled any more.",
    CANCELLED_BY_CUSTOMER: "You cancelled it.",
    PRODUCT_NOT_RECEIVED: "You can review this once it was delivered to you.",
    unreachable: "The shop cannot be reached. Check your connection and try again.",
    unavailable: "This part of the shop is away for a moment. Try again.",
    limited: "That was too much at once. Wait a moment and try again.",
    invalid: "Some of what you entered does not fit.",
    notFound: "This does not exist.",
    unexpected: (traceId: string) => `Something went wrong.${traceId && ` Tell us this number: ${traceId}`}`,
  },
  ko: {
    SIGN_IN_REQUIRED: "로그인이 필요합니다.",
    TOKEN_EXPIRED: "로그인이 만료되었습니다. 다시 로그인해 주세요.",
    TOKEN_INVALID: "로그인이 만료되었습니다. 다시 로그인해 주세요.",
    SESSION_ENDED: "로그인이 만료되었습니다. 다시 로그인해 주세요.",
    STAFF_ONLY: "직원만 할 수 있습니다.",
    PRODUCT_NOT_FOUND: "더 이상 판매하지 않는 상품입니다.",
    PURCHASE_OPTION_NOT_FOUND: "더 이상 판매하지 않는 옵션입니다.",
    OFFER_NOT_FOUND: "이 판매자는 더 이상 판매하지 않습니다.",
    NOT_SOLD_IN_CURRENCY: "선택한 통화로는 판매하지 않습니다.",
    CART_FULL: "장바구니가 가득 찼습니다. 먼저 일부를 주문해 주세요.",
    QUANTITY_LIMIT: "이 상품은 더 담을 수 없습니다.",
    CART_CHANGED: "다른 탭에서 장바구니가 바뀌었습니다. 현재 상태를 보여 드립니다.",
    OUT_OF_STOCK: "방금 품절되었습니다.",
    PRICE_CHANGED: "보신 뒤에 가격이 바뀌었습니다.",
    COUPON_NOT_FOUND: "없는 쿠폰입니다.",
    COUPON_EXPIRED: "기간이 지난 쿠폰입니다.",
    COUPON_NOT_YET_VALID: "아직 사용할 수 없는 쿠폰입니다.",
    COUPON_USED_UP: "쿠폰이 모두 소진되었습니다.",
    COUPON_ALREADY_USED: "이미 사용한 쿠폰입니다.",
    COUPON_MINIMUM_NOT_REACHED: "쿠폰의 최소 주문 금액에 미치지 못합니다.",
    COUPON_CURRENCY_MISMATCH: "다른 통화의 주문에 쓰는 쿠폰입니다.",
    PAYMENT_DECLINED: "은행에서 결제를 거절했습니다.",
    INSUFFICIENT_FUNDS: "잔액이 부족합니다.",
    CARD_EXPIRED: "유효 기간이 지난 카드입니다.",
    ACCOUNT_CLOSED: "해지된 계좌입니다.",
    CARD_NUMBER_INVALID: "올바른 카드 번호가 아닙니다.",
    SHIPPING_OPTION_UNAVAILABLE: "이 배송 방법은 이 주문에 쓸 수 없습니다. 다른 방법을 골라 주세요.",
    SHIPPING_OPTION_NOT_FOUND: "더 이상 제공하지 않는 배송 방법입니다. 다른 방법을 골라 주세요.",
    ORDER_NOT_YOURS: "회원님의 주문이 아닙니다.",
    ORDER_NOT_FOUND: "없는 주문입니다.",
    ORDER_NOT_CANCELLABLE: "상품이 출고되어 주문을 취소할 수 없습니다.",
    CANCELLED_BY_CUSTOMER: "회원님이 취소했습니다.",
    PRODUCT_NOT_RECEIVED: "상품을 받은 뒤에 후기를 쓸 수 있습니다.",
    unreachable: "쇼핑몰에 연결할 수 없습니다. 인터넷 연결을 확인하고 다시 시도해 주세요.",
    unavailable: "잠시 이 부분을 불러올 수 없습니다. 다시 시도해 주세요.",
    limited: "요청이 너무 많습니다. 잠시 뒤에 다시 시도해 주세요.",
    invalid: "입력한 내용 중 맞지 않는 것이 있습니다.",
    notFound: "존재하지 않습니다.",
    unexpected: (traceId: string) => `문제가 생겼습니다.${traceId && ` 문의하실 때 이 번호를 알려 주세요: ${traceId}`}`,
  },
});

type Words = ReturnType<typeof useErrorWords>;

function useErrorWords() {
  return useMessages(messages);
}

/** Tells a visitor of an error. `own` are the reasons that only the page's own calls have. */
export function useErrorMessage(own: Messages<Readonly<Record<string, string>>> = NONE): (error: unknown) => string {
  const words = { ...useErrorWords(), ...useMessages(own) };
  return (error) => describe(words, error);
}

const NONE = { en: {}, ko: {} };

/** Tells a visitor of a reason alone, such as why an order was cancelled. */
export function useReasonMessage(): (reason: string) => string {
  const words = useErrorWords();
  return (reason) => wordsOf(words, reason) ?? reason.toLowerCase().replaceAll("_", " ");
}

function describe(words: Words, thrown: unknown): string {
  const error = ConnectError.from(thrown);
  const reason = reasonOf(error);
  const known = wordsOf(words, reason);
  if (known) return metadataOf(error).title ? `${metadataOf(error).title}: ${known}` : known;
  if (error.code === Code.Unavailable || error.code === Code.DeadlineExceeded)
    return reason || traceIdOf(error) ? words.unavailable : words.unreachable;
  if (isTransient(error)) return words.unreachable;
  if (error.code === Code.ResourceExhausted) return words.limited;
  if (error.code === Code.InvalidArgument) return words.invalid;
  if (error.code === Code.NotFound) return words.notFound;
  return words.unexpected(traceIdOf(error));
}

function wordsOf(words: Words, reason: string): string | undefined {
  if (!/^[A-Z]/.test(reason)) return undefined;
  const known = (words as Readonly<Record<string, unknown>>)[reason];
  return typeof known === "string" ? known : undefined;
}
