// Reviews: one a customer and product, kept as it was typed. Knows no database, no clock and no transport.
import { DomainError } from "@meshmart/kit/errors";

export interface Review {
  readonly productId: string;
  readonly customerId: string;
  readonly authorName: string;
  /** 1 to 5. */
  readonly stars: number;
  readonly title: string;
  readonly text: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a customer asks to be kept. */
export type Draft = Omit<Review, "createdAt" | "updatedAt">;

/** The review as it is after writing; undefined: it says so already. */
export function rewrite(draft: Draft, before: Review | undefined, now: Date): Review | undefined {
  if (!before) return { ...draft, createdAt: now, updatedAt: now };
  const { authorName, stars, title, text } = draft;
  const isSame =
    before.authorName === authorName && before.stars === stars && before.title === title && before.text === text;
  // Another process's clock may be behind: a review is not changed before it was written.
  const updatedAt = now < before.createdAt ? before.createdAt : now;
  return isSame ? undefined : { ...before, authorName, stars, title, text, updatedAt };
}

/** Throws a DomainError for what is no text: it could not be kept and shown as it was typed. */
export function mustBeText({ authorName, title, text }: Pick<Draft, "authorName" | "title" | "text">): void {
  for (const [field, value] of Object.entries({ author_name: authorName, title, text })) {
    if (!value.includes("\0") && value.isWellFormed()) continue;
    const message = `${field} has a NUL character or half of a character in it. Leave that out.`;
    throw new DomainError("invalid", "TEXT_NOT_STORABLE", message, { field });
  }
}

export function notReceived(productId: string): DomainError {
  const message = `Only who has received product ${productId} may review it.`;
  return new DomainError("not_now", "PRODUCT_NOT_RECEIVED", message, { product_id: productId });
}
