// A database that the first version filled: its orders are found by what they are asked for today.
import { randomUUID } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EVENT_TABLES, migrate, SAGA_TABLES } from "@meshmart/kit/migrate";
import { atEnd, openTestDatabase } from "@meshmart/kit/testing";
import { expect, it } from "vitest";
import { listOrders } from "../src/order-list.ts";
import { createOrderStore } from "../src/order-store.ts";

const migrations = join(import.meta.dirname, "../migrations");
const first = await mkdtemp(join(tmpdir(), "migrations-"));
atEnd(() => rm(first, { recursive: true }));
await cp(join(migrations, "0001_orders.sql"), join(first, "0001_orders.sql"));
const { sql, env } = await openTestDatabase({ ...EVENT_TABLES, ...SAGA_TABLES, ordering: first });

it("keeps its orders, finds them by product and state, and knows their requests", async () => {
  const [customerId, requestId, mug, doll] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const line = (productId: string) => ({
    productId,
    purchaseOptionId: "x",
    title: "X",
    quantity: 1,
    unitPriceMinor: "500",
  });
  const place = async (state: string, items: object[], request = randomUUID()) => {
    const orderId = randomUUID();
    await sql`
      insert into orders (order_id, customer_id, request_id, request_fingerprint, state, items, currency, subtotal_minor, shipping_minor, created_at)
      values (${orderId}, ${customerId}, ${request}, 'print', ${state}, ${sql.json(items as never)}, 'KRW', 1000, 300, now())`;
    return orderId;
  };
  // A product may stand in two lines.
  const mugs = await place("DELIVERED", [line(mug), line(mug)], requestId);
  const both = await place("CONFIRMED", [line(mug), line(doll)]);
  await migrate(env.MIGRATION_DATABASE_URL, { ...EVENT_TABLES, ...SAGA_TABLES, ordering: migrations });

  const all = { customerId, states: [], start: new Date(0), end: new Date("9999-01-01"), after: undefined };
  const by = async (filter: object) =>
    (await listOrders(sql, { ...all, productId: undefined, ...filter }, 10)).map(({ orderId }) => orderId);
  expect(await by({})).toEqual([both, mugs]);
  expect(await by({ productId: mug })).toEqual([both, mugs]);
  expect(await by({ productId: doll })).toEqual([both]);
  expect(await by({ states: ["DELIVERED"] })).toEqual([mugs]);

  const store = createOrderStore(sql, "nobody");
  const unsold = { sellerId: "", sellerName: "", picturePath: "" };
  expect(await store.find(mugs)).toMatchObject({
    order: { couponCode: "", discount: undefined, items: [unsold, unsold] },
  });
  expect((await store.findByRequestId(customerId, requestId))?.orderId).toBe(mugs);
  expect(await store.findByRequestId(randomUUID(), requestId)).toBeUndefined();
});
