// A payment is the sum of its ledger's lines. Its states and rules; knows no database, no provider and no transport.
// A change is claimed by a line before the provider is asked for it (CAPTURING), and finished by another one (CAPTURED). Of two rival
// changes only one can be claimed, so the provider is never asked for both; and whoever finds a claim that nobody has finished, as
// after a crash, finishes it first.
import { DomainError } from "@meshmart/kit/errors";
import type { Money } from "@meshmart/kit/money";

const CLAIMS = ["AUTHORIZING", "CAPTURING", "VOIDING", "REFUNDING"] as const;
export type Claim = (typeof CLAIMS)[number];
export type State = "AUTHORIZED" | "DECLINED" | "CAPTURED" | "VOIDED" | "REFUNDED";
export type EntryType = Claim | State;

/** A line of the ledger. */
export interface Entry {
  readonly type: EntryType;
  readonly amount?: Money;
  /** Which way to pay (methods/registry.ts). */
  readonly method?: string;
  /** The provider's name: of the payment method when authorising, of the authorisation from then on. */
  readonly providerReference?: string;
  readonly displayName?: string;
  /** Why the provider declined. */
  readonly reason?: string;
}

export interface Payment extends Omit<Entry, "type"> {
  readonly orderId: string;
  /** Undefined: nothing has happened yet. */
  readonly state: State | undefined;
  /** What the provider is being asked for. */
  readonly claim?: Claim | undefined;
  /** Lines so far. */
  readonly sequence: number;
}

/** Of which nothing has happened yet. */
export function newPayment(orderId: string): Payment {
  return { orderId, state: undefined, sequence: 0 };
}

/** The payment that lines, oldest first, add up to. */
export function replay(orderId: string, entries: readonly Entry[]): Payment {
  return entries.reduce<Payment>(apply, newPayment(orderId));
}

export function apply(payment: Payment, { type, ...said }: Entry): Payment {
  const next = { ...payment, ...said, sequence: payment.sequence + 1 };
  return isClaim(type) ? { ...next, claim: type } : { ...next, state: type, claim: undefined };
}

function isClaim(type: EntryType): type is Claim {
  return (CLAIMS as readonly string[]).includes(type);
}

/** The name of the way to pay; "" for a payment that was voided before it had one. Lines from before there were others are cards'. */
export function methodOf({ method, amount }: Payment): string {
  return method ?? (amount ? "card" : "");
}

/** The line that begins an authorisation; undefined when it was given before. Throws when it never will be. */
export function claimAuthorization({ state, orderId, reason }: Payment, said: Omit<Entry, "type">): Entry | undefined {
  if (state === "VOIDED")
    throw new DomainError("not_now", "PAYMENT_VOIDED", `The payment of order ${orderId} was voided.`, {
      order_id: orderId,
    });
  if (state === "DECLINED") throw declined(orderId, reason ?? "PAYMENT_DECLINED");
  return state === undefined ? { ...said, type: "AUTHORIZING" } : undefined;
}

/** The line that begins to take the amount; undefined when it was taken. */
export function claimCapture({ state, orderId }: Payment): Entry | undefined {
  if (state === "AUTHORIZED") return { type: "CAPTURING" };
  if (state === "CAPTURED") return undefined;
  throw new DomainError("not_now", "PAYMENT_NOT_AUTHORIZED", `Nothing is set aside for order ${orderId}.`, {
    order_id: orderId,
  });
}

/** The line that begins to free the amount, or says at once that none is to be set aside; undefined when there is nothing to free. */
export function claimVoid({ state, orderId }: Payment): Entry | undefined {
  if (state === undefined) return { type: "VOIDED" };
  if (state === "AUTHORIZED") return { type: "VOIDING" };
  if (state === "VOIDED" || state === "DECLINED") return undefined;
  throw new DomainError("not_now", "PAYMENT_CAPTURED", `The payment of order ${orderId} was captured: refund it.`, {
    order_id: orderId,
  });
}

/** The line that begins to give the amount back; undefined when it was given back. */
export function claimRefund({ state, orderId }: Payment): Entry | undefined {
  if (state === "CAPTURED") return { type: "REFUNDING" };
  if (state === "REFUNDED") return undefined;
  throw new DomainError("not_now", "PAYMENT_NOT_CAPTURED", `No payment of order ${orderId} was captured.`, {
    order_id: orderId,
  });
}

const EXPLANATIONS: Record<string, string> = {
  INSUFFICIENT_FUNDS: "There is not enough in the account.",
  CARD_EXPIRED: "The card has expired.",
  ACCOUNT_CLOSED: "The account is closed.",
  DUPLICATE_PAYMENT: "The provider has another payment for this order already.",
};

export function declined(orderId: string, reason: string): DomainError {
  const message = EXPLANATIONS[reason] ?? "The bank declined the payment. Try another way to pay.";
  return new DomainError("not_now", reason, message, { order_id: orderId });
}
