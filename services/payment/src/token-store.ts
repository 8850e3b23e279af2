// Payment tokens in PostgreSQL: what stands for a payment method. A token never changes, so this process remembers those that it made.
import { randomUUID } from "node:crypto";
import { createBatcher } from "@meshmart/kit/batcher";
import type { Database } from "@meshmart/kit/database";
import type { StoredMethod } from "./methods/method.ts";

const MAX_BATCH = 100;
/** An order pays within seconds of its token; older ones are looked up. */
const MAX_REMEMBERED = 5_000;

export interface StoredToken extends StoredMethod {
  /** Which way to pay (methods/registry.ts). */
  readonly method: string;
}

export interface TokenStore {
  save(token: StoredToken): Promise<string>;
  find(paymentToken: string): Promise<StoredToken | undefined>;
}

export function createTokenStore(sql: Database): TokenStore {
  const remembered = new Map<string, StoredToken>();
  const remember = (paymentToken: string, token: StoredToken) => {
    remembered.set(paymentToken, token);
    if (remembered.size > MAX_REMEMBERED) remembered.delete(remembered.keys().next().value!);
  };
  const saveTogether = createBatcher<StoredToken & { readonly paymentToken: string }, string>(async (tokens) => {
    await sql`
      insert into payment_tokens (payment_token, method, provider_reference, display_name)
      select * from unnest(
        ${tokens.map(({ paymentToken }) => paymentToken)}::text[], ${tokens.map(({ method }) => method)}::text[],
        ${tokens.map(({ reference }) => reference)}::text[],
        ${tokens.map(({ displayName }) => displayName)}::text[])`;
    return tokens.map(({ paymentToken }) => paymentToken);
  }, MAX_BATCH);

  return {
    async save(token) {
      const paymentToken = await saveTogether({ ...token, paymentToken: `pt_${randomUUID()}` });
      remember(paymentToken, token);
      return paymentToken;
    },
    async find(paymentToken) {
      const known = remembered.get(paymentToken);
      if (known) return known;
      const [row] = await sql<StoredToken[]>`
        select method, provider_reference as reference, display_name as "displayName" from payment_tokens where payment_token = ${paymentToken}`;
      return row;
    },
  };
}
