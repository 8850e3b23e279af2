// Cards. Their numbers and security codes are looked at here, go to the provider, and are forgotten.
import type { Card } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { DomainError } from "@meshmart/kit/errors";
import type { PaymentMethod } from "./method.ts";
import { type Behaviour, createSimulatedProvider } from "./simulated-provider.ts";

/** Test cards, as real providers have them. Every other valid number is approved. */
const TEST_CARDS: Record<string, Behaviour> = {
  "4000000000000002": "PAYMENT_DECLINED",
  "4000000000009995": "INSUFFICIENT_FUNDS",
  "4000000000000069": "CARD_EXPIRED",
  "4000000000000119": "LATE",
  "4000000000000259": "DUPLICATE",
};

export function createCard(provider = createSimulatedProvider()): PaymentMethod<Card> {
  return {
    ...provider,
    async tokenize({ number, expiryYear, expiryMonth }, { now }) {
      if (!passesLuhn(number)) {
        throw new DomainError(
          "invalid",
          "CARD_NUMBER_INVALID",
          "The card number has a typing error: its check digit is wrong.",
          { field: "payment_method.card.number" },
        );
      }
      // Good until the end of its month.
      const hasExpired = new Date(Date.UTC(expiryYear, expiryMonth)) <= now;
      const behaviour = hasExpired ? "CARD_EXPIRED" : (TEST_CARDS[number] ?? "APPROVED");
      return { reference: provider.keep(behaviour), displayName: `${brandOf(number)} ending in ${number.slice(-4)}` };
    },
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
