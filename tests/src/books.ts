// The books of the whole shop, read from every database: what must hold once nothing is under way, whatever was killed meanwhile.
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "nats";
import { expect, inject } from "vitest";
import { type Sql, until, withDatabases } from "./mesh.ts";

const SERVICES = [
  "catalog",
  "identity",
  "inventory",
  "ordering",
  "payment",
  "promotions",
  "reviews",
  "shipping",
] as const;
type Databases = Record<(typeof SERVICES)[number], Sql>;

/** Waits until nothing is under way any more, and then holds the books against each other. */
export async function checkBooks(timeoutMs = 60_000): Promise<void> {
  await withDatabases(SERVICES, async (databases) => {
    let underWay: string[] = [];
    await until(
      async () => {
        underWay = await whatIsUnderWay(databases);
        return underWay.length === 0;
      },
      timeoutMs,
      () => `nothing was under way any more. There was: ${underWay.join("; ")}`,
    );
    await checkMoney(databases);
    await checkStock(databases);
    await checkParcels(databases);
    await checkCoupons(databases);
    await checkRatings(databases);
    await checkEvents(databases);
  });
}

/** Consumers, and the events of which each must have an inbox row. */
const CONSUMERS = [
  { publisher: "inventory", pattern: "inventory.stock_changed.%", reader: "catalog", consumer: "catalog-availability" },
  { publisher: "shipping", pattern: "shipping.%", reader: "ordering", consumer: "ordering-parcels" },
  { publisher: "ordering", pattern: "ordering.order_delivered.%", reader: "reviews", consumer: "reviews-receipts" },
  { publisher: "reviews", pattern: "reviews.rating_changed.%", reader: "catalog", consumer: "catalog-ratings" },
] as const;

async function whatIsUnderWay(databases: Databases): Promise<string[]> {
  const found: string[] = [];
  const sagas = await databases.ordering<{ kind: string; state: string; step: string; parked: boolean; n: number }[]>`
    select kind, state, steps->-1->>'name' as step, parked, count(*)::int as n from sagas
    where state in ('RUNNING', 'COMPENSATING') group by 1, 2, 3, 4`;
  for (const { kind, state, step, parked, n } of sagas)
    found.push(`${n} ${kind} ${state} at ${step}${parked ? ", parked" : ""}`);
  for (const service of SERVICES) {
    const n = await count(databases[service]`select count(*)::int as n from outbox where published_at is null`);
    if (n > 0) found.push(`${n} events of ${service} not published`);
  }
  for (const { publisher, pattern, reader, consumer } of CONSUMERS) {
    const sent = await count(databases[publisher]`select count(*)::int as n from outbox where subject like ${pattern}`);
    const seen = await count(databases[reader]`select count(*)::int as n from inbox where consumer = ${consumer}`);
    if (sent !== seen) found.push(`${consumer} has seen ${seen} of ${sent} events`);
  }
  return found;
}

async function count(query: PromiseLike<Record<string, unknown>[]>): Promise<number> {
  return (await query)[0]!.n as number;
}

/** Captured exactly for what was sold, in the amount of the order; never for what was not, unless it was given back. */
async function checkMoney({ ordering, payment }: Databases): Promise<void> {
  const orders = await ordering<{ order_id: string; state: string; total: bigint }[]>`
    select order_id, state, subtotal_minor - coalesce(discount_minor, 0) + coalesce(shipping_minor, 0) as total from orders`;
  const payments = await payment<{ order_id: string; captured: bigint; refunded: boolean; captures: number }[]>`
    select order_id, count(*) filter (where type = 'CAPTURED')::int as captures, bool_or(type = 'REFUNDED') as refunded,
      coalesce(max(amount_minor), 0)::bigint as captured
    from ledger group by order_id`;
  const byOrder = new Map(payments.map((row) => [row.order_id, row]));
  const wrong = orders.filter(({ order_id, state, total }) => {
    const paid = byOrder.get(order_id);
    const kept = paid !== undefined && paid.captures === 1 && !paid.refunded;
    // What costs nothing, as with a coupon for all of it, is not paid for.
    if (total === 0n) return paid !== undefined;
    if (paid && paid.captures > 1) return true;
    return state === "CANCELLED" ? kept : state === "PENDING" || !kept || paid.captured !== total;
  });
  expect(wrong, "orders whose state and money disagree").toEqual([]);
  const known = new Set(orders.map(({ order_id }) => order_id));
  expect(
    payments.filter((row) => !known.has(row.order_id)),
    "payments without an order",
  ).toEqual([]);
}

/** Nothing promised is left over, and what is gone from the warehouse is what was sold. */
async function checkStock({ inventory, ordering }: Databases): Promise<void> {
  const [reserved] = await inventory`select sum(reserved)::int as n, min(on_hand)::int as least from stock`;
  expect(reserved, "stock promised to nobody, or below zero").toMatchObject({ n: 0 });
  expect(reserved!.least).toBeGreaterThanOrEqual(0);
  const sold = await ordering<
    { order_id: string }[]
  >`select order_id from orders where state <> 'CANCELLED' order by order_id`;
  const taken = await inventory<
    { order_id: string }[]
  >`select order_id from reservations where state = 'COMMITTED' order by order_id`;
  expect(taken.map((row) => row.order_id)).toEqual(sold.map((row) => row.order_id));
  // The first StockChanged of a product tells what there was before it; the table must be that less what was sold since.
  const rows = await inventory<
    { product_id: string; on_hand: number; version: bigint }[]
  >`select product_id, on_hand, version from stock`;
  const quantities = await inventory<{ product_id: string; quantity: number }[]>`
    select item->>'productId' as product_id, sum((item->>'quantity')::int)::int as quantity
    from reservations, jsonb_array_elements(items) item where state = 'COMMITTED' group by 1`;
  const soldOf = new Map(quantities.map((row) => [row.product_id, row.quantity]));
  const before = initialStock(rows, soldOf);
  expect(before.size).toBeGreaterThan(0);
}

const initial = new Map<string, number>();

/** What each product began with, by today's books; it must be the same each time that the books are checked. */
function initialStock(
  rows: readonly { product_id: string; on_hand: number }[],
  sold: Map<string, number>,
): Map<string, number> {
  for (const { product_id, on_hand } of rows) {
    const began = on_hand + (sold.get(product_id) ?? 0);
    if (initial.has(product_id)) expect(began, `stock of ${product_id} at the beginning`).toBe(initial.get(product_id));
    initial.set(product_id, began);
  }
  return initial;
}

/** A parcel for what was sold and for nothing else. */
async function checkParcels({ ordering, shipping }: Databases): Promise<void> {
  const sold = await ordering<
    { order_id: string }[]
  >`select order_id from orders where state <> 'CANCELLED' order by order_id`;
  const parcels = await shipping<
    { order_id: string }[]
  >`select order_id from shipments where state <> 'CANCELLED' order by order_id`;
  expect(parcels.map((row) => row.order_id)).toEqual(sold.map((row) => row.order_id));
}

/** A coupon is redeemed for what was sold with it, at what was taken off, and for nothing else. */
async function checkCoupons({ ordering, promotions }: Databases): Promise<void> {
  const used = await ordering<{ order_id: string; code: string; discount: bigint }[]>`
    select order_id, coupon_code as code, discount_minor as discount from orders
    where state <> 'CANCELLED' and coupon_code <> '' order by order_id`;
  const redeemed = await promotions<{ order_id: string; code: string; discount: bigint }[]>`
    select order_id, code, discount_minor as discount from redemptions where state = 'REDEEMED' order by order_id`;
  expect([...redeemed]).toEqual([...used]);
  const counted = await promotions<{ code: string }[]>`
    select code from coupons c where redeemed <> (select count(*) from redemptions r where r.code = c.code and state = 'REDEEMED')`;
  expect(counted, "coupons whose count is not that of their redemptions").toEqual([]);
}

/** A product's rating is the sum of its reviews, in the catalog's copy too. */
async function checkRatings({ catalog, reviews }: Databases): Promise<void> {
  const written = await reviews<{ product_id: string; n: number }[]>`
    select product_id, count(*)::int as n from reviews group by 1 order by 1`;
  const copied = await catalog<{ product_id: string; n: number }[]>`
    select product_id, review_count as n from products where review_count > 0 order by 1`;
  expect([...copied]).toEqual([...written]);
}

/** Every event of every outbox is in its stream, once. */
async function checkEvents(databases: Databases): Promise<void> {
  const broker = await connect({ servers: inject("meshNatsUrl") });
  try {
    const manager = await jetstreamManager(broker);
    for (const service of SERVICES) {
      const [sent] = await databases[service]`select count(*)::int as n from outbox`;
      if (sent!.n === 0) continue;
      const { state } = await manager.streams.info(service.toUpperCase());
      expect(state.messages, `events in the stream of ${service}`).toBe(sent!.n);
    }
  } finally {
    await broker.close();
  }
}
