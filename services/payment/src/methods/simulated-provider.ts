// A provider that moves no money, behind cards and bank transfers: it fails as real ones do, on request and the same each time. What
// it does with an order stands in its own books, which live in this process as a real provider's live elsewhere.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { equal, type Money } from "@meshmart/kit/money";
import type { Authorization, PaymentMethod } from "./method.ts";

/** What an account does when it is asked for money: pays, is late, says that it has paid, or refuses with an error reason. */
export type Behaviour =
  | "APPROVED"
  | "LATE"
  | "DUPLICATE"
  | "PAYMENT_DECLINED"
  | "INSUFFICIENT_FUNDS"
  | "CARD_EXPIRED"
  | "ACCOUNT_CLOSED";

/** Longer than AuthorizePayment may take: whoever asked has given up by then. */
const LATE_MS = 4_000;
/** Orders that the books go back to. */
const MAX_BOOKED = 10_000;

interface Booking {
  readonly reference: string;
  readonly amount: Money;
  /** How often money was set aside for the order. */
  readonly charges: number;
}

export interface SimulatedProvider extends Omit<PaymentMethod<never>, "tokenize"> {
  /** The provider's name for an account that behaves so. */
  keep(behaviour: Behaviour): string;
  /** How often money was set aside for an order. */
  chargesOf(orderId: string): number;
}

export function createSimulatedProvider({ lateMs = LATE_MS } = {}): SimulatedProvider {
  const books = new Map<string, Booking>();
  const book = (orderId: string, amount: Money): Booking => {
    const booking = { reference: `auth_${orderId}`, amount, charges: (books.get(orderId)?.charges ?? 0) + 1 };
    books.set(orderId, booking);
    if (books.size > MAX_BOOKED) books.delete(books.keys().next().value!);
    return booking;
  };
  return {
    keep: (behaviour) => `sim_${behaviour}_${randomUUID()}`,
    chargesOf: (orderId) => books.get(orderId)?.charges ?? 0,
    async authorize(reference, orderId, amount): Promise<Authorization> {
      const behaviour = reference.slice("sim_".length, reference.lastIndexOf("_")) as Behaviour;
      if (behaviour === "DUPLICATE" && !books.has(orderId)) book(orderId, amount);
      const before = books.get(orderId);
      // It has that order: we have asked before, and did not hear the answer. That is done; another amount is not.
      if (before && equal(before.amount, amount)) return { kind: "authorized", reference: before.reference };
      if (before) return { kind: "declined", reason: "DUPLICATE_PAYMENT" };
      if (behaviour !== "APPROVED" && behaviour !== "LATE") return { kind: "declined", reason: behaviour };
      const booking = book(orderId, amount);
      if (behaviour === "LATE") await sleep(lateMs, undefined, { ref: false });
      return { kind: "authorized", reference: booking.reference };
    },
    async capture() {},
    async void() {},
    async refund() {},
  };
}
