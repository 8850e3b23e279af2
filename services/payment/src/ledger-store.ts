// The ledger in PostgreSQL: lines are added and read, never changed (the role has no right to). A line commits together with its event.
import { randomUUID } from "node:crypto";
import { type Database, isUniqueViolation } from "@meshmart/kit/database";
import { appendEvents } from "@meshmart/kit/outbox";
import { apply, type Entry, type EntryType, type Payment, replay } from "./payment.ts";
import { paymentEvents } from "./payment-events.ts";

export interface StoredMethod {
  readonly reference: string;
  readonly displayName: string;
}

export interface LedgerStore {
  find(orderId: string): Promise<Payment>;
  /** Adds a line after those that `payment` is the sum of. Undefined: somebody else added one first. */
  append(payment: Payment, entry: Entry): Promise<Payment | undefined>;
  saveToken(method: StoredMethod): Promise<string>;
  findToken(paymentToken: string): Promise<StoredMethod | undefined>;
}

interface LedgerRow {
  readonly type: EntryType;
  readonly amount_minor: bigint | null;
  readonly currency: string | null;
  readonly provider_reference: string | null;
  readonly display_name: string | null;
  readonly reason: string | null;
}

/** `onCommit` is called after each commit that appended events. */
export function createLedgerStore(sql: Database, onCommit: () => void): LedgerStore {
  return {
    async find(orderId) {
      const rows = await sql<LedgerRow[]>`
        select type, amount_minor, currency, provider_reference, display_name, reason
        from ledger where order_id = ${orderId} order by sequence`;
      return replay(orderId, rows.map(toEntry));
    },
    async append(payment, entry) {
      const after = apply(payment, entry);
      try {
        await sql`
          with event as (${appendEvents(sql, paymentEvents(after))})
          insert into ledger (order_id, sequence, type, amount_minor, currency, provider_reference, display_name, reason)
          values (${after.orderId}, ${after.sequence}, ${entry.type}, ${(entry.amount?.minor as never) ?? null}, ${entry.amount?.currency ?? null},
            ${entry.providerReference ?? null}, ${entry.displayName ?? null}, ${entry.reason ?? null})`;
      } catch (error) {
        if (isUniqueViolation(error, "ledger_pkey")) return undefined;
        throw error;
      }
      onCommit();
      return after;
    },
    async saveToken({ reference, displayName }) {
      const paymentToken = `pt_${randomUUID()}`;
      await sql`
        insert into payment_tokens (payment_token, provider_reference, display_name) values (${paymentToken}, ${reference}, ${displayName})`;
      return paymentToken;
    },
    async findToken(paymentToken) {
      const [row] = await sql<StoredMethod[]>`
        select provider_reference as reference, display_name as "displayName" from payment_tokens where payment_token = ${paymentToken}`;
      return row;
    },
  };
}

function toEntry(row: LedgerRow): Entry {
  return {
    type: row.type,
    ...(row.amount_minor !== null &&
      row.currency !== null && { amount: { minor: row.amount_minor, currency: row.currency } }),
    ...(row.provider_reference !== null && { providerReference: row.provider_reference }),
    ...(row.display_name !== null && { displayName: row.display_name }),
    ...(row.reason !== null && { reason: row.reason }),
  };
}
