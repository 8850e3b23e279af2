// The port to whoever really moves money, and the simulated provider behind it. Each call names its order: a provider carries out
// the same call for the same order once, as real ones do with idempotency keys.
import { randomUUID } from "node:crypto";
import type { Card } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { DomainError } from "@meshmart/kit/errors";
import type { Money } from "@meshmart/kit/money";

export type Authorization =
  | { readonly kind: "authorized"; readonly reference: string }
  | { readonly kind: "declined"; readonly reason: string };

export interface PaymentProvider {
  /** Takes a card into the provider's vault. The reference is all that we keep. */
  tokenize(card: Card, now: Date): { readonly reference: string; readonly displayName: string };
  authorize(reference: string, orderId: string, amount: Money): Promise<Authorization>;
  capture(authorization: string, orderId: string): Promise<void>;
  void(authorization: string, orderId: string): Promise<void>;
  refund(authorization: string, orderId: string): Promise<void>;
}

/** Test cards, as real providers have them. Every other valid number is approved. */
const OUTCOMES: Record<string, string> = {
  "4000000000000002": "PAYMENT_DECLINED",
  "4000000000009995": "INSUFFICIENT_FUNDS",
  "4000000000000119": "TIMEOUT",
};

/** Decides by the card number, keeps no state, and answers at once. */
export function createSimulatedProvider(): PaymentProvider {
  return {
    tokenize(card, now) {
      if (!passesLuhn(card.number)) {
        throw new DomainError(
          "invalid",
          "CARD_NUMBER_INVALID",
          "The card number has a typing error: its check digit is wrong.",
          {
            field: "payment_method.card.number",
          },
        );
      }
      const expired = new Date(Date.UTC(card.expiryYear, card.expiryMonth)) <= now;
      const outcome = expired ? "CARD_EXPIRED" : (OUTCOMES[card.number] ?? "APPROVED");
      return {
        reference: `sim_${outcome}_${randomUUID()}`,
        displayName: `${brandOf(card.number)} ending in ${card.number.slice(-4)}`,
      };
    },
    async authorize(reference, orderId) {
      const outcome = reference.slice("sim_".length, reference.lastIndexOf("_"));
      if (outcome === "TIMEOUT")
        throw new DomainError(
          "unavailable",
          "PROVIDER_TIMEOUT",
          "The payment provider does not answer. Try again in a moment.",
        );
      if (outcome !== "APPROVED") return { kind: "declined", reason: outcome };
      return { kind: "authorized", reference: `auth_${orderId}` };
    },
    async capture() {},
    async void() {},
    async refund() {},
  };
}

function brandOf(number: string): string {
  if (number.startsWith("4")) return "Visa";
  if (/^5[1-5]|^2[2-7]/.test(number)) return "Mastercard";
  if (/^3[47]/.test(number)) return "American Express";
  return "Card";
}

/** ISO/IEC 7812-1, annex B: every second digit from the right doubled, the sum divisible by ten. */
function passesLuhn(number: string): boolean {
  let sum = 0;
  for (let index = 0; index < number.length; index++) {
    const digit = Number(number[number.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
