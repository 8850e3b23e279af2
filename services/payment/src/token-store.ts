// Payment tokens in PostgreSQL: what stands for a payment method. A token never changes, so this process remembers those that it made.
import { randomUUID } from "node:crypto";
import { createBatcher } from "@meshmart/kit/batcher";
import type { Database } from "@meshmart/kit/database";

const MAX_BATCH = 100;
/** An order pays within seconds of its token; older ones are looked up. */
const MAX_REMEMBERED = 5_000;

/** What the provider knows the method as, and what the customer does. Never a card number. */
export interface StoredMethod {
  readonly reference: string;
  readonly displayName: string;
}

export interface TokenStore {
  save(method: StoredMethod): Promise<string>;
  find(paymentToken: string): Promise<StoredMethod | undefined>;
}

export function createTokenStore(sql: Database): TokenStore {
  const remembered = new Map<string, StoredMethod>();
  const remember = (paymentToken: string, method: StoredMethod) => {
    remembered.set(paymentToken, method);
    if (remembered.size > MAX_REMEMBERED) remembered.delete(remembered.keys().next().value!);
  };
  const saveTogether = createBatcher<StoredMethod & { readonly paymentToken: string }, string>(async (tokens) => {
    await sql`
      insert into payment_tokens (payment_token, provider_reference, display_name)
      select * from unnest(
        ${tokens.map(({ paymentToken }) => paymentToken)}::text[], ${tokens.map(({ reference }) => reference)}::text[],
        ${tokens.map(({ displayName }) => displayName)}::text[])`;
    return tokens.map(({ paymentToken }) => paymentToken);
  }, MAX_BATCH);

  return {
    async save(method) {
      const paymentToken = await saveTogether({ ...method, paymentToken: `pt_${randomUUID()}` });
      remember(paymentToken, method);
      return paymentToken;
    },
    async find(paymentToken) {
      const known = remembered.get(paymentToken);
      if (known) return known;
      const [row] = await sql<StoredMethod[]>`
        select provider_reference as reference, display_name as "displayName" from payment_tokens where payment_token = ${paymentToken}`;
      return row;
    },
  };
}
