// The list of a customer's orders: newest first, filtered, a page at a time, and as quick with many orders as with few.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { timestampFromDate, timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Order_State } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { openDatabase } from "@meshmart/kit/database";
import { EVENT_TABLES, SAGA_TABLES } from "@meshmart/kit/migrate";
import { atEnd, openTestDatabase } from "@meshmart/kit/testing";
import { describe, expect, it } from "vitest";
import { listOrders, type OrderFilter } from "../src/order-list.ts";
import { DOLL, MUG, refuse, when } from "./fakes.ts";
import { as, ordering, orderOf, outcome, until } from "./ordering.ts";
import { delivered, tell } from "./parcels.ts";

type Customer = ReturnType<typeof as>;
type Filter = Parameters<Customer["listOrders"]>[0];

async function order(customer: Customer, productIds: string[] = [MUG]): Promise<string> {
  const items = productIds.map((productId) => ({ productId, quantity: 1 }));
  return (await customer.placeOrder(orderOf({ items }))).order!.orderId;
}

/** Every page, one after the other. */
async function listed(customer: Customer, filter: Filter = {}, pageSize = 2): Promise<string[]> {
  const orderIds: string[] = [];
  for (let pageToken = "", page = 0; page === 0 || pageToken; page++) {
    const answer = await customer.listOrders({ ...filter, pageSize, pageToken });
    expect(answer.orders.length).toBeLessThanOrEqual(pageSize);
    orderIds.push(...answer.orders.map(({ orderId }) => orderId));
    pageToken = answer.nextPageToken;
  }
  return orderIds;
}

it("has the newest first, without skipping or repeating while orders are placed", async () => {
  const customer = as(randomUUID());
  const placed: string[] = [];
  for (let count = 0; count < 5; count++) placed.push(await order(customer));
  const first = await customer.listOrders({ pageSize: 2 });
  for (const { sagaSteps, history } of first.orders) expect([sagaSteps, history]).toEqual([[], []]);
  placed.push(await order(customer));
  const second = await customer.listOrders({ pageSize: 2, pageToken: first.nextPageToken });
  const shown = [...first.orders, ...second.orders].map(({ orderId }) => orderId);
  expect(shown).toEqual(placed.slice(1, 5).reverse());
  expect(await listed(customer)).toEqual([...placed].reverse());
});

it("has the orders in the states, with the product and of the time that are asked for", async () => {
  const me = randomUUID();
  const customer = as(me);
  const dolls = await order(customer, [DOLL]);
  const both = await order(customer, [MUG, DOLL]);
  const mugs = [await order(customer), await order(customer)];
  for (const orderId of [dolls, both, ...mugs]) await until(orderId, "CONFIRMED", customer);
  when("reserveStock", refuse("OUT_OF_STOCK"));
  const failed = await order(customer, [DOLL]);
  await until(failed, "CANCELLED", customer);
  await tell(delivered(mugs[0]!));
  const { CONFIRMED, CANCELLED, DELIVERED, SHIPPED } = Order_State;

  expect(await listed(customer, { states: [CONFIRMED] })).toEqual([mugs[1], both, dolls]);
  expect(await listed(customer, { states: [DELIVERED, CANCELLED] })).toEqual([failed, mugs[0]]);
  expect(await listed(customer, { states: [CANCELLED, CONFIRMED, DELIVERED] })).toHaveLength(5);
  expect(await listed(customer, { states: [SHIPPED] })).toEqual([]);
  expect(await listed(customer, { productId: DOLL })).toEqual([failed, both, dolls]);
  expect(await listed(customer, { productId: DOLL.toUpperCase(), states: [CONFIRMED] })).toEqual([both, dolls]);
  expect(await listed(customer, { productId: randomUUID() })).toEqual([]);
  const { createTime: at } = (await customer.getOrder({ orderId: both })).order!;
  expect(await listed(customer, { startTime: at! })).toEqual([failed, mugs[1], mugs[0], both]);
  expect(await listed(customer, { endTime: at! })).toEqual([dolls]);
  // A nanosecond later is later.
  const later = { ...at!, nanos: at!.nanos + 1 };
  expect(await listed(customer, { startTime: later })).not.toContain(both);
  expect(await listed(customer, { startTime: at!, endTime: later, productId: DOLL })).toEqual([both]);
  expect(await listed(customer, { startTime: later, endTime: at! })).toEqual([]);
  const everything = { startTime: timestampFromDate(new Date(0)), endTime: timestampFromMs(8.64e15) };
  expect(await listed(customer, everything)).toHaveLength(5);
  // Others' orders of the same product are not among them.
  await order(ordering, [DOLL]);
  expect(await listed(customer, { productId: DOLL })).toHaveLength(3);
});

describe("refuses", () => {
  it("a token that it never gave out", async () => {
    const catalogs = Buffer.from(JSON.stringify(["Stoneware mug", randomUUID()])).toString("base64url");
    for (const pageToken of ["mug", catalogs]) {
      expect(await outcome(ordering.listOrders({ pageToken }))).toBe("PAGE_TOKEN_INVALID");
    }
  });

  it("states that there are not", async () => {
    for (const states of [[0], [99], [1, 1]]) {
      expect(await outcome(ordering.listOrders({ states }))).toBe("INVALID_REQUEST");
    }
  });
});

describe("with thirty thousand orders of a customer", async () => {
  const modules = { ...EVENT_TABLES, ...SAGA_TABLES, ordering: join(import.meta.dirname, "../migrations") };
  const { env, owner } = await openTestDatabase(modules);
  // One connection: its server process counts what it reads.
  const sql = openDatabase(env.DATABASE_URL, 1);
  atEnd(() => sql.end({ timeout: 1 }));
  const [customerId, rare] = [randomUUID(), randomUUID()];
  await sql`
    insert into orders (order_id, customer_id, request_id, request_fingerprint, state, items, currency, subtotal_minor, created_at)
    select gen_random_uuid(), ${customerId}, gen_random_uuid(), '', case when n % 1000 = 0 then 'SHIPPED' else 'DELIVERED' end,
      '[]', 'KRW', 1, date_trunc('milliseconds', now()) - make_interval(mins => n)
    from generate_series(1, 30000) as n`;
  await sql`
    insert into order_products select customer_id, ${rare}, created_at, order_id from orders where state = 'SHIPPED'`;
  // As autovacuum does from time to time: without statistics PostgreSQL knows no state to be rare.
  await owner`analyze orders, order_products`;
  const rowsRead = async () => {
    await sql`select pg_stat_force_next_flush()`;
    const [row] = await sql<{ count: bigint }[]>`
      select seq_tup_read + idx_tup_fetch as count from pg_stat_user_tables where relname = 'orders'`;
    return Number(row!.count);
  };
  const all: OrderFilter = {
    customerId,
    states: [],
    productId: undefined,
    start: new Date(0),
    end: new Date("9999-01-01"),
    after: undefined,
  };
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

  it.each<[string, Partial<OrderFilter>]>([
    ["all", {}],
    ["in a rare state", { states: ["SHIPPED"] }],
    ["in several states", { states: ["SHIPPED", "DELIVERED", "PENDING"] }],
    ["with a rare product", { productId: rare }],
    ["of a time long ago", { start: ago(20_000), end: ago(19_000) }],
    ["after a page far behind", { after: { createdAt: ago(25_000).toISOString(), orderId: randomUUID() } }],
    ["in a state, of a time long ago", { states: ["DELIVERED"], start: ago(20_000), end: ago(19_000) }],
  ])("reads no more than it shows: %s", async (_, filter) => {
    const before = await rowsRead();
    expect(await listOrders(sql, { ...all, ...filter }, 20)).toHaveLength(20);
    // Those of each state that is asked for.
    expect((await rowsRead()) - before).toBeLessThanOrEqual(20 * Math.max(1, filter.states?.length ?? 1));
  });
});
