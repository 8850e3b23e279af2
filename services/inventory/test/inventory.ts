// An inventory to test: the service's own process with a database of its own, called as ordering calls it.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { clientOf, openTestDatabase } from "@meshmart/kit/testing";
import { startProcess } from "@meshmart/kit/testing-process";

export { outcome, untilKnown } from "@meshmart/kit/testing";

export const database = await openTestDatabase();
export const service = await startProcess(join(import.meta.dirname, "../src/main.ts"), database.env);

export const { sql } = database;
export const { address } = service;
export const inventory = clientOf(InventoryService, address, "ordering");

/** A new product with this many pieces. */
export async function stocked(onHand: number): Promise<string> {
  const productId = randomUUID();
  await sql`insert into stock (product_id, on_hand) values (${productId}, ${onHand})`;
  return productId;
}

/** [on hand, reserved] as the service tells it. */
export async function stockOf(productId: string): Promise<[number, number]> {
  const { stock } = await inventory.getStock({ productId });
  return [stock!.onHand, stock!.reserved];
}

export function reserve(orderId: string, ...items: [productId: string, quantity: number][]) {
  return inventory.reserveStock({ orderId, items: items.map(([productId, quantity]) => ({ productId, quantity })) });
}
