// An inventory to test: the service's own process with a database of its own, called as ordering calls it.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Code, ConnectError } from "@connectrpc/connect";
import { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { reasonOf } from "@meshmart/kit/errors";
import { clientOf, openTestDatabase } from "@meshmart/kit/testing";
import { startProcess } from "@meshmart/kit/testing-process";

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

/** Asks again as long as no answer comes in time, as a checkout does: on a busy machine a hundred calls at once may take long. */
export async function untilKnown<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (ConnectError.from(error).code !== Code.DeadlineExceeded) throw error;
    }
  }
}

/** "OK", or the error reason that the call was refused with. */
export function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "OK",
    (error) => reasonOf(ConnectError.from(error)),
  );
}
