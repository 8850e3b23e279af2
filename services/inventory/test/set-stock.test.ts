// What staff may do to stock: set what lies there, never below what is promised, never over a change that they have not seen.
import { randomUUID } from "node:crypto";
import { StockChangedSchema } from "@meshmart/gen/meshmart/inventory/v1/inventory_events_pb";
import { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { clientOf, collectEvents, openTestBroker } from "@meshmart/kit/testing";
import { createTestTokens } from "@meshmart/kit/testing-tokens";
import { expect, it, vi } from "vitest";
import { address, inventory, outcome, reserve, sql, stocked, stockOf } from "./inventory.ts";

const broker = await openTestBroker();
const tokens = await createTestTokens(broker);
const staff = clientOf(InventoryService, address, { token: tokens.of(randomUUID(), "staff") });
// A process learns of a new key a moment after it was published.
await vi.waitFor(async () => expect(await outcome(staff.setStock({ productId: randomUUID() }))).toBe("OK"), 5_000);

it("sets what lies there, and tells of it", async () => {
  const productId = await stocked(10);
  const events = await collectEvents(broker, [StockChangedSchema], productId);
  await reserve(randomUUID(), [productId, 4]);
  const { stock } = await staff.setStock({ productId, onHand: 30, expectedOnHand: 10 });
  expect(stock).toMatchObject({ productId, onHand: 30, reserved: 4, available: 26, low: false });
  await vi.waitFor(() => expect(events).toHaveLength(2), 5_000);
  expect(events[1]!.message).toMatchObject({ onHand: 30, reserved: 4, available: 26, version: 3n });
});

it("keeps the warning as it was unless told otherwise", async () => {
  const productId = await stocked(10);
  expect((await staff.setStock({ productId, onHand: 10, lowAt: 10 })).stock?.low).toBe(true);
  expect((await staff.setStock({ productId, onHand: 9 })).stock?.low).toBe(true);
  expect((await staff.setStock({ productId, onHand: 9, lowAt: 0 })).stock?.low).toBe(false);
});

it("stocks a product that was not, and warns below six of it", async () => {
  const productId = randomUUID();
  expect(await outcome(inventory.getStock({ productId }))).toBe("STOCK_NOT_FOUND");
  expect((await staff.setStock({ productId, onHand: 5 })).stock).toMatchObject({ onHand: 5, reserved: 0, low: true });
  await reserve(randomUUID(), [productId, 5]);
  expect(await stockOf(productId)).toEqual([5, 5]);
});

it("is refused below what is promised, and changes nothing", async () => {
  const productId = await stocked(10);
  await reserve(randomUUID(), [productId, 4]);
  expect(await outcome(staff.setStock({ productId, onHand: 3 }))).toBe("STOCK_RESERVED");
  expect(await stockOf(productId)).toEqual([10, 4]);
});

it("is refused over a change that was not seen, also for a product that is new", async () => {
  const [productId, unknown] = [await stocked(10), randomUUID()];
  expect(await outcome(staff.setStock({ productId, onHand: 20, expectedOnHand: 9 }))).toBe("STOCK_CHANGED");
  expect(await outcome(staff.setStock({ productId: unknown, onHand: 20, expectedOnHand: 9 }))).toBe("STOCK_CHANGED");
  expect(await stockOf(productId)).toEqual([10, 0]);
  expect(await outcome(inventory.getStock({ productId: unknown }))).toBe("STOCK_NOT_FOUND");
});

it("changes nothing when it is sent again", async () => {
  const productId = await stocked(10);
  for (let time = 0; time < 3; time++) await staff.setStock({ productId, onHand: 20, expectedOnHand: 10 });
  const [row] = await sql`select version from stock where product_id = ${productId}`;
  expect(row).toEqual({ version: 2n });
  expect(await sql`select 1 from outbox where subject like ${`%.${productId}`}`).toHaveLength(1);
});

it("lets one of many counts through that saw the same, and none get in the way of orders", async () => {
  const productId = await stocked(100);
  const outcomes = await Promise.all([
    ...Array.from({ length: 10 }, (_, index) =>
      outcome(staff.setStock({ productId, onHand: 200 + index, expectedOnHand: 100 })),
    ),
    ...Array.from({ length: 10 }, () => outcome(reserve(randomUUID(), [productId, 1]))),
  ]);
  expect(outcomes.slice(0, 10).sort()).toEqual(["OK", ...Array(9).fill("STOCK_CHANGED")]);
  expect(outcomes.slice(10)).toEqual(Array(10).fill("OK"));
  expect((await stockOf(productId))[1]).toBe(10);
});

it("is for staff alone", async () => {
  const request = { productId: await stocked(10), onHand: 20 };
  const customer = clientOf(InventoryService, address, { token: tokens.of(randomUUID()) });
  expect(await outcome(clientOf(InventoryService, address).setStock(request))).toBe("SIGN_IN_REQUIRED");
  expect(await outcome(inventory.setStock(request))).toBe("SIGN_IN_REQUIRED");
  expect(await outcome(customer.setStock(request))).toBe("STAFF_ONLY");
  expect(await stockOf(request.productId)).toEqual([10, 0]);
});
