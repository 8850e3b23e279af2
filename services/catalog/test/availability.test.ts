// Availability: a copy of inventory's, right in the end whatever the broker does to the events on their way.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { ProductAvailabilityChangedSchema } from "@meshmart/gen/meshmart/catalog/v1/catalog_events_pb";
import { StockChangedSchema } from "@meshmart/gen/meshmart/inventory/v1/inventory_events_pb";
import { type EncodedEvent, encodeEvent } from "@meshmart/kit/events";
import { collectEvents, publishEvent } from "@meshmart/kit/testing";
import { expect, it, vi } from "vitest";
import { addProduct, broker, shopper, sql } from "./catalog.ts";

const soon = { timeout: 5_000, interval: 10 };

function stockChanged(productId: string, version: number, available: number): EncodedEvent {
  const event: MessageInitShape<typeof StockChangedSchema> = { productId, version: BigInt(version), available };
  return encodeEvent(StockChangedSchema, { ...event, onHand: available + 2, reserved: 2 });
}

/** Publishes, and waits until the catalog has taken each of them in. */
async function tell(...events: EncodedEvent[]): Promise<void> {
  for (const event of events) await publishEvent(broker, event);
  const ids = events.map(({ eventId }) => eventId);
  await vi.waitFor(async () => {
    const rows =
      await sql`select 1 from inbox where consumer = 'catalog-availability' and event_id = any(${ids}::uuid[])`;
    expect(rows).toHaveLength(ids.length);
  }, soon);
}

const isAvailable = async (productId: string) => (await shopper.getProduct({ productId })).product!.available;
const changesOf = (productId: string) => collectEvents(broker, [ProductAvailabilityChangedSchema], productId);
/** What the catalog has decided to tell, whether or not it has gone out. */
const told = async (productId: string) =>
  (await sql`select 1 from outbox where subject like ${`%.${productId}`}`).length;

it("follows the stock, and tells of it only when it changes", async () => {
  const productId = await addProduct("Followed");
  const changes = await changesOf(productId);
  expect(await isAvailable(productId)).toBe(true);
  await tell(stockChanged(productId, 2, 7));
  expect(await told(productId)).toBe(0);
  await tell(stockChanged(productId, 3, 0));
  expect(await isAvailable(productId)).toBe(false);
  await tell(stockChanged(productId, 4, 0));
  await tell(stockChanged(productId, 5, 1));
  expect(await isAvailable(productId)).toBe(true);
  await tell(stockChanged(productId, 6, 9));

  await vi.waitFor(() => expect(changes).toHaveLength(2), soon);
  expect(changes.map(({ message }) => message)).toMatchObject([
    { productId, available: false },
    { productId, available: true },
  ]);
  expect(await told(productId)).toBe(2);
});

it("never goes back to an older state", async () => {
  const productId = await addProduct("Overtaken");
  await tell(stockChanged(productId, 9, 0));
  await tell(stockChanged(productId, 8, 5));
  await tell(stockChanged(productId, 9, 5));
  expect(await isAvailable(productId)).toBe(false);
  expect(await told(productId)).toBe(1);
});

it("counts an event once that arrives twice", async () => {
  const productId = await addProduct("Doubled");
  const [soldOut, after] = [stockChanged(productId, 2, 0), stockChanged(productId, 4, 0)];
  await publishEvent(broker, soldOut);
  await publishEvent(broker, soldOut, `copy of ${soldOut.eventId}`);
  await tell(stockChanged(productId, 3, 4));
  await publishEvent(broker, soldOut, `late copy of ${soldOut.eventId}`);
  await tell(after);
  // Sold out, back, sold out: the copies have added nothing.
  expect(await told(productId)).toBe(3);
  const rows = await sql`select 1 from inbox where event_id = ${soldOut.eventId}`;
  expect(rows).toHaveLength(1);
});

it("takes many at once, each product to its newest version", async () => {
  const products = await Promise.all(Array.from({ length: 20 }, (_, index) => addProduct(`Many ${index}`)));
  const events = products.flatMap((productId, index) =>
    Array.from({ length: 10 }, (_, round) => stockChanged(productId, round + 2, (index + round) % 2)),
  );
  await tell(...events);
  for (const [index, productId] of products.entries()) {
    expect(await isAvailable(productId)).toBe((index + 9) % 2 === 1);
  }
});

it("ignores the stock of products that it does not sell", async () => {
  const stranger = "01930000-0000-7000-8000-00000000ffff";
  await tell(stockChanged(stranger, 2, 0));
  expect(await told(stranger)).toBe(0);
});
