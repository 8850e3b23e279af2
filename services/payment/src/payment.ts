// A payment is the sum of its ledger's lines. Its states and rules; knows no database, no provider and no transport.
import { DomainError } from "@meshmart/kit/errors";
import type { Money } from "@meshmart/kit/money";

export type EntryType = "AUTHORIZED" | "DECLINED" | "CAPTURED" | "VOIDED" | "REFUNDED";

/** A line of the ledger. */
export interface Entry {
  readonly type: EntryType;
  readonly amount?: Money;
  readonly providerReference?: string;
  readonly displayName?: string;
  /** Why the provider declined. */
  readonly reason?: string;
}

export interface Payment {
  readonly orderId: string;
  /** Undefined: nothing has happened yet. */
  readonly state: EntryType | undefined;
  readonly amount?: Money;
  readonly providerReference?: string;
  readonly displayName?: string;
  readonly reason?: string;
  /** Lines so far. */
  readonly sequence: number;
}

/** The payment that lines, oldest first, add up to. */
export function replay(orderId: string, entries: readonly Entry[]): Payment {
  return entries.reduce<Payment>(apply, { orderId, state: undefined, sequence: 0 });
}

export function apply(payment: Payment, { type, ...said }: Entry): Payment {
  return { ...payment, ...said, state: type, sequence: payment.sequence + 1 };
}

/** Whether an authorisation should be asked for; false when it was given before. Throws when it never will be. */
export function mayAuthorize({ state, orderId, reason }: Payment): boolean {
  if (state === "VOIDED")
    throw new DomainError("not_now", "PAYMENT_VOIDED", `The payment of order ${orderId} was voided.`, {
      order_id: orderId,
    });
  if (state === "DECLINED") throw declined(orderId, reason ?? "PAYMENT_DECLINED");
  return state === undefined;
}

/** Whether the amount should be taken; false when it was. */
export function mayCapture({ state, orderId }: Payment): boolean {
  if (state === "AUTHORIZED") return true;
  if (state === "CAPTURED") return false;
  throw new DomainError("not_now", "PAYMENT_NOT_AUTHORIZED", `Nothing is set aside for order ${orderId}.`, {
    order_id: orderId,
  });
}

/** Whether to void; false when there is nothing left to free. */
export function mayVoid({ state, orderId }: Payment): boolean {
  if (state === "CAPTURED" || state === "REFUNDED") {
    throw new DomainError("not_now", "PAYMENT_CAPTURED", `The payment of order ${orderId} was captured: refund it.`, {
      order_id: orderId,
    });
  }
  return state === undefined || state === "AUTHORIZED";
}

/** Whether to give the amount back; false when it was. */
export function mayRefund({ state, orderId }: Payment): boolean {
  if (state === "CAPTURED") return true;
  if (state === "REFUNDED") return false;
  throw new DomainError("not_now", "PAYMENT_NOT_CAPTURED", `No payment of order ${orderId} was captured.`, {
    order_id: orderId,
  });
}

const EXPLANATIONS: Record<string, string> = {
  INSUFFICIENT_FUNDS: "The account has not enough money.",
  CARD_EXPIRED: "The card has expired.",
};

export function declined(orderId: string, reason: string): DomainError {
  return new DomainError(
    "not_now",
    reason,
    EXPLANATIONS[reason] ?? "The bank declined the payment. Try another card.",
    { order_id: orderId },
  );
}
