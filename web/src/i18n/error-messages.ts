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
    PRODUCT_NOT_RECEIVED: "상품을 받은 뒤에 후기를 쓸 수 있습니다.",
    unreachable: "쇼핑몰에 연결할 수 없습니다. 인터넷 연결을 확인하고 다시 시도해 주세요.",
    unavailable: "잠시 이 부분을 불러올 수 없습니다. 다시 시도해 주세요.",
    limited: "요청이 너무 많습니다. 잠시 뒤에 다시 시도해 주세요.",
    invalid: "입력한 내용 중 맞지 않는 것이 있습니다.",
    notFound: "존재하지 않습니다.",
    unexpected: (traceId: string) => `문제가 생겼습니다.${traceId && ` 문의하실 때 이 번호를 알려 주세요: ${traceId}`}`,
  },
});

/** What is said of reasons, by the reason. */
export type Reasons = Messages<Readonly<Record<string, string>>>;
type Words = (typeof messages)["en"];

const NONE: Reasons = { en: {}, ko: {} };

/** Tells a visitor of an error. `own` are the reasons that only the page's own calls have. */
export function useErrorMessage(own: Reasons = NONE): (error: unknown) => string {
  const words = { ...useMessages(messages), ...useMessages(own) };
  return (error) => describe(words, error);
}

/** Tells a visitor of a reason alone, such as why an order was cancelled. */
export function useReasonMessage(own: Reasons): (reason: string) => string {
  const words = { ...useMessages(messages), ...useMessages(own) };
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
