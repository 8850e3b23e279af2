// The outbox: events are rows, written in the transaction of the change that they tell of. Both are committed or neither.
import type { Fragment, PendingQuery } from "postgres";
import type { Queryable } from "./database.ts";
import type { EncodedEvent } from "./events.ts";

/**
 * Appends events. Awaited, it is a statement of its own within a transaction; written into another statement as
 * `with event as (${appendEvents(sql, events)}) …`, it saves the round trip. `when` appends only if its query finds a row.
 * Append after locking what the events tell of: then the rows' order is the commit order of each key.
 */
export function appendEvents(sql: Queryable, events: readonly EncodedEvent[], when?: Fragment): PendingQuery<never[]> {
  return sql`
    insert into outbox (event_id, subject, headers, payload)
    select event_id, subject, headers::jsonb, decode(payload, 'hex')
    from unnest(
      ${events.map((event) => event.eventId)}::uuid[],
      ${events.map((event) => event.subject)}::text[],
      ${events.map((event) => JSON.stringify(event.headers))}::text[],
      ${events.map((event) => Buffer.from(event.payload).toString("hex"))}::text[]
    ) as event (event_id, subject, headers, payload)
    ${when ? sql`where exists (${when})` : sql``}`;
}
