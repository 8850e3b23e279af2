// The port to whoever really moves money: one implementation for each way to pay (registry.ts). Each call names its order, and a
// provider carries out the same call for the same order once, as real ones do with idempotency keys. Whatever a call throws means
// that nobody knows what came of it: it is asked again.
import type { Money } from "@meshmart/kit/money";

export interface Payer {
  /** UUID; "" when unknown. */
  readonly customerId: string;
  readonly now: Date;
}

/** What is kept of a payment method: the provider's name for it, and the customer's. Never a number of a card or an account. */
export interface StoredMethod {
  readonly reference: string;
  readonly displayName: string;
}

export type Authorization =
  | { readonly kind: "authorized"; readonly reference: string }
  | { readonly kind: "declined"; readonly reason: string };

export interface PaymentMethod<Details> {
  /** Takes the details into the provider's vault. Throws a DomainError for those that cannot be right. */
  tokenize(details: Details, payer: Payer): Promise<StoredMethod>;
  authorize(reference: string, orderId: string, amount: Money): Promise<Authorization>;
  capture(authorization: string, orderId: string): Promise<void>;
  void(authorization: string, orderId: string): Promise<void>;
  refund(authorization: string, orderId: string): Promise<void>;
}
