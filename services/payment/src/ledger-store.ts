// The ledger in PostgreSQL: lines are added and read, never changed (the role has no right to). A line commits together with its event.
// What concurrent calls read and add goes into one statement.
import { createBatcher } from "@meshmart/kit/batcher";
import type { Database } from "@meshmart/kit/database";
import type { EncodedEvent } from "@meshmart/kit/events";
import { appendEvents } from "@meshmart/kit/outbox";
import { apply, type Entry, type EntryType, type Payment, replay } from "./payment.ts";
import { paymentEvents } from "./payment-events.ts";
import { createTokenStore, type StoredToken } from "./token-store.ts";

const MAX_BATCH = 100;

export interface LedgerStore {
  find(orderId: string): Promise<Payment>;
  /** Adds a line after those that `payment` is the sum of. Undefined: somebody else added one first. */
  append(payment: Payment, entry: Entry): Promise<Payment | undefined>;
  saveToken(token: StoredToken): Promise<string>;
  findToken(paymentToken: string): Promise<StoredToken | undefined>;
}

interface LedgerRow {
  readonly order_id: string;
  readonly type: EntryType;
  readonly amount_minor: bigint | null;
  readonly currency: string | null;
  readonly method: string | null;
  readonly provider_reference: string | null;
  readonly display_name: string | null;
  readonly reason: string | null;
}

interface Line {
  readonly after: Payment;
  readonly entry: Entry;
  readonly events: readonly EncodedEvent[];
}

/** `onCommit` is called after each commit that appended events. */
export function createLedgerStore(sql: Database, onCommit: () => void): LedgerStore {
  const tokens = createTokenStore(sql);
  const findTogether = createBatcher<string, Payment>(async (orderIds) => {
    const rows = await sql<LedgerRow[]>`
      select order_id, type, amount_minor, currency, method, provider_reference, display_name, reason
      from ledger where order_id = any(${orderIds as string[]}::uuid[]) order by order_id, sequence`;
    const entries = Map.groupBy(rows, (row) => row.order_id);
    return orderIds.map((orderId) => replay(orderId, (entries.get(orderId) ?? []).map(toEntry)));
  }, MAX_BATCH);

  const appendTogether = createBatcher<Line, boolean>(async (lines) => {
    // Of two lines for one order the first wins; its place is taken for the other, as if it had come later.
    const first = [...new Map(lines.toReversed().map((line) => [line.after.orderId, line])).values()];
    const added = await add(sql, first);
    onCommit();
    return lines.map((line) => first.includes(line) && added.has(line.after.orderId));
  }, MAX_BATCH);

  return {
    // As the database writes it: a UUID may come in upper case.
    find: (orderId) => findTogether(orderId.toLowerCase()),
    async append(payment, entry) {
      const after = apply(payment, entry);
      return (await appendTogether({ after, entry, events: paymentEvents(after) })) ? after : undefined;
    },
    saveToken: tokens.save,
    findToken: tokens.find,
  };
}

/** Answers with the orders whose line was added, and its event with it. */
async function add(sql: Database, lines: readonly Line[]): Promise<Set<string>> {
  const events = lines.flatMap((line) => line.events);
  const entries = lines.map(({ entry }) => entry);
  const rows = await sql<{ order_id: string }[]>`
    with line as (
      insert into ledger (order_id, sequence, type, amount_minor, currency, method, provider_reference, display_name, reason)
      select * from unnest(
        ${lines.map(({ after }) => after.orderId)}::uuid[], ${lines.map(({ after }) => String(after.sequence))}::int[],
        ${entries.map(({ type }) => type)}::text[],
        ${entries.map(({ amount }) => (amount ? String(amount.minor) : null))}::bigint[],
        ${entries.map(({ amount }) => amount?.currency ?? null)}::text[],
        ${entries.map(({ method }) => method ?? null)}::text[],
        ${entries.map(({ providerReference }) => providerReference ?? null)}::text[],
        ${entries.map(({ displayName }) => displayName ?? null)}::text[],
        ${entries.map(({ reason }) => reason ?? null)}::text[])
      on conflict (order_id, sequence) do nothing returning order_id
    ), event as (${appendEvents(sql, events, sql`select from line where event.subject like '%.' || line.order_id`)})
    select order_id from line`;
  return new Set(rows.map((row) => row.order_id));
}

function toEntry(row: LedgerRow): Entry {
  return {
    type: row.type,
    ...(row.amount_minor !== null &&
      row.currency !== null && { amount: { minor: row.amount_minor, currency: row.currency } }),
    ...(row.method !== null && { method: row.method }),
    ...(row.provider_reference !== null && { providerReference: row.provider_reference }),
    ...(row.display_name !== null && { displayName: row.display_name }),
    ...(row.reason !== null && { reason: row.reason }),
  };
}
