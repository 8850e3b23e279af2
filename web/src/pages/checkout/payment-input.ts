// How numbers are written while they are typed, and what of them is sent: cards in groups of four, expiry as MM / YY, accounts without
// signs. What is right is the contract's to say: a part that is missing is sent as zero, and breaks its rule.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { PaymentMethodSchema } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import type { Method } from "./draft.ts";

/** In memory only, for as long as the page is open. */
export interface Secrets {
  readonly cardNumber: string;
  readonly expiry: string;
  readonly securityCode: string;
  readonly cardHolder: string;
  readonly bankCode: string;
  readonly accountNumber: string;
  readonly accountHolder: string;
}

export const NO_SECRETS: Secrets = {
  cardNumber: "",
  expiry: "",
  securityCode: "",
  cardHolder: "",
  bankCode: "",
  accountNumber: "",
  accountHolder: "",
};

const MAX_CARD_DIGITS = 19;

export function formatCardNumber(typed: string): string {
  const digits = digitsOf(typed).slice(0, MAX_CARD_DIGITS);
  return digits.replace(/(\d{4})(?=\d)/g, "$1 ");
}

/** "1" -> "1", "5" -> "05 / ", "1226" -> "12 / 26", "12/2026" (as browsers fill it in) -> "12 / 26". */
export function formatExpiry(typed: string, before = ""): string {
  const digits = digitsOf(typed);
  const isDeleting = typed.length < before.length;
  const month = /^[2-9]/.test(digits) ? `0${digits[0]}` : digits.slice(0, 2);
  const rest = digits.slice(/^[2-9]/.test(digits) ? 1 : 2);
  const year = rest.length === 4 ? rest.slice(2) : rest.slice(0, 2);
  if (month.length < 2 || (isDeleting && year === "")) return digits.slice(0, 2);
  return `${month} / ${year}`;
}

export function parseExpiry(text: string): { readonly expiryMonth: number; readonly expiryYear: number } {
  const [, month, year] = /^(\d{2}) \/ (\d{2})$/.exec(text) ?? [];
  return { expiryMonth: Number(month ?? 0), expiryYear: year === undefined ? 0 : 2000 + Number(year) };
}

export function toPaymentMethod(method: Method, secrets: Secrets): MessageInitShape<typeof PaymentMethodSchema> {
  const { cardNumber, expiry, securityCode, cardHolder, bankCode, accountNumber, accountHolder } = secrets;
  if (method === "points") return { method: { case: "points", value: {} } };
  if (method === "card") {
    const card = { number: digitsOf(cardNumber), ...parseExpiry(expiry), securityCode, holderName: cardHolder };
    return { method: { case: "card", value: card } };
  }
  const account = accountNumber.toUpperCase().replace(/[\s-]/g, "");
  const value = { bankCode: bankCode.toUpperCase(), accountNumber: account, holderName: accountHolder };
  return { method: { case: "bankTransfer", value } };
}

export function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}
