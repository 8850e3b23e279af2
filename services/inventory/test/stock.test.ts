// What inventory tells about stock, by call and by event, and what its database refuses whoever asks.
import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ResourceInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { StockChangedSchema } from "@meshmart/gen/meshmart/inventory/v1/inventory_events_pb";
import { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { clientOf, collectEvents, openTestBroker } from "@meshmart/kit/testing";
import { expect, it, vi } from "vitest";
import { address, inventory, reserve, sql, stocked, stockOf } from "./inventory.ts";

const broker = await openTestBroker();
const soon = { timeout: 5_000, interval: 10 };

it("tells stock, and warns when it is low", async () => {
  const productId = await stocked(8);
  await reserve(randomUUID(), [productId, 2]);
  expect((await inventory.getStock({ productId })).stock).toMatchObject({
    productId,
    onHand: 8,
    reserved: 2,
    available: 6,
    low: false,
  });
  await reserve(randomUUID(), [productId, 1]);
  expect((await inventory.getStock({ productId })).stock).toMatchObject({ available: 5, low: true });
});

it("names the product that it does not stock", async () => {
  const productId = randomUUID();
  const error = await inventory.getStock({ productId }).catch(ConnectError.from);
  expect(error).toMatchObject({ code: Code.NotFound });
  expect((error as ConnectError).findDetails(ResourceInfoSchema)[0]).toMatchObject({
    resourceType: "product_id",
    resourceName: productId,
  });
});

it("publishes each change as the whole new state, in the order of the versions, and the last one is the table", async () => {
  const productId = await stocked(50);
  const events = await collectEvents(broker, [StockChangedSchema], productId);
  await Promise.all(
    Array.from({ length: 30 }, async (_, round) => {
      const orderId = randomUUID();
      await reserve(orderId, [productId, 1]);
      if (round % 3 === 0) await inventory.releaseStock({ orderId });
      if (round % 3 === 1) await inventory.commitStock({ orderId });
    }),
  );
  await vi.waitFor(() => expect(events).toHaveLength(50), soon);

  const states = events.map(({ message }) => message as unknown as Record<string, number>);
  expect(states.map(({ version }) => Number(version))).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
  // Each tells of one piece reserved, taken or given back since the one before: together they are all that happened.
  let before = { onHand: 50, reserved: 0 };
  const changes = new Map<string, number>();
  for (const { onHand, reserved, available } of states as { onHand: number; reserved: number; available: number }[]) {
    const change = `${onHand - before.onHand} ${reserved - before.reserved}`;
    changes.set(change, (changes.get(change) ?? 0) + 1);
    expect(available).toBe(onHand - reserved);
    before = { onHand, reserved };
  }
  expect(Object.fromEntries(changes)).toEqual({ "0 1": 30, "0 -1": 10, "-1 -1": 10 });
  expect([before.onHand, before.reserved]).toEqual(await stockOf(productId));
  expect(before).toEqual({ onHand: 40, reserved: 10 });
});

it("publishes nothing for what was refused or repeated", async () => {
  const productId = await stocked(2);
  const events = await collectEvents(broker, [StockChangedSchema], productId);
  const orderId = randomUUID();
  await expect(reserve(randomUUID(), [productId, 3])).rejects.toThrow("Only 2 left");
  await reserve(orderId, [productId, 1]);
  await reserve(orderId, [productId, 1]);
  await inventory.commitStock({ orderId });
  await inventory.commitStock({ orderId });
  const [row] = await sql`select count(*)::int as events from outbox where subject like ${`%.${productId}`}`;
  expect(row).toEqual({ events: 2 });
  await vi.waitFor(() => expect(events).toHaveLength(2), soon);
});

it("cannot be made to hold less than nothing, or to promise more than there is, not even by SQL", async () => {
  const productId = await stocked(5);
  for (const change of [sql`on_hand = -1`, sql`reserved = -1`, sql`reserved = 6`]) {
    await expect(sql`update stock set ${change} where product_id = ${productId}`).rejects.toThrow("check constraint");
  }
  const reservation = sql`insert into reservations (order_id, state, items) values (${randomUUID()}, 'LOST', '[]')`;
  await expect(reservation).rejects.toThrow("check constraint");
  await expect(sql`drop table stock`).rejects.toThrow("must be owner");
});

it("lets anybody read, and only ordering change", async () => {
  const productId = await stocked(5);
  const orderId = randomUUID();
  const items = [{ productId, quantity: 1 }];
  await expect(clientOf(InventoryService, address).getStock({ productId })).resolves.toBeDefined();
  for (const caller of [undefined, "catalog"]) {
    const other = clientOf(InventoryService, address, caller);
    const calls = [
      other.reserveStock({ orderId, items }),
      other.commitStock({ orderId }),
      other.releaseStock({ orderId }),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: Code.PermissionDenied });
  }
  expect(await stockOf(productId)).toEqual([5, 0]);
});

it("names each field that breaks the contract", async () => {
  const refused = await inventory
    .reserveStock({ orderId: "1", items: [{ productId: randomUUID(), quantity: 5001 }] })
    .catch(ConnectError.from);
  const fields = (refused as ConnectError).findDetails(BadRequestSchema)[0]?.fieldViolations.map(({ field }) => field);
  expect(fields).toEqual(["order_id", "items[0].quantity"]);
});
