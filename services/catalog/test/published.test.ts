// Every product is told of, those of the beginning too; and what reviews tells is shown.
import { randomUUID } from "node:crypto";
import { ProductChangedSchema } from "@meshmart/gen/meshmart/catalog/v1/catalog_events_pb";
import { RatingChangedSchema } from "@meshmart/gen/meshmart/reviews/v1/reviews_events_pb";
import { encodeEvent } from "@meshmart/kit/events";
import { collectEvents, publishEvent } from "@meshmart/kit/testing";
import { describe, expect, it, vi } from "vitest";
import { publishBatch } from "../src/product-publishing.ts";
import { addProduct, broker, shopper, sql, start } from "./catalog.ts";

const soon = { timeout: 10_000, interval: 10 };
const SKILLET = "01930000-0000-7000-8000-000000000001";

it("tells of the products of the beginning once, and again only when they were written past the service", async () => {
  const events = await collectEvents(broker, [ProductChangedSchema]);
  await vi.waitFor(() => expect(events).toHaveLength(38), soon);
  const skillet = events.find(({ message }) => (message as unknown as { productId: string }).productId === SKILLET);
  expect(skillet?.message).toMatchObject({ title: "Cast-iron skillet", category: "kitchen", version: 1n });

  await sql`update products set title = 'Skillet', version = version + 1 where product_id = ${SKILLET}`;
  await Promise.all([start(), start()]);
  await vi.waitFor(() => expect(events).toHaveLength(39), soon);
  expect(events[38]?.message).toMatchObject({ productId: SKILLET, title: "Skillet", version: 2n });
  expect(await sql`select 1 from products where published_version < version`).toEqual([]);
});

it("is told of by one of many that start at once", async () => {
  const products = await Promise.all(Array.from({ length: 60 }, (_, index) => addProduct(`Behind ${index}`)));
  let told = 0;
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (let batch = 1; batch > 0; told += batch) batch = await publishBatch(sql);
    }),
  );
  expect(told).toBe(60);
  const rows =
    await sql`select subject from outbox where subject = any(${products.map((id) => `catalog.product_changed.${id}`)})`;
  expect(rows).toHaveLength(60);
});

describe("a rating", () => {
  /** Tells, and waits until the catalog has taken each of them in. */
  async function rate(...ratings: { productId: string; version: bigint; averageStars: number; reviewCount: number }[]) {
    const events = ratings.map((rating) => encodeEvent(RatingChangedSchema, rating));
    for (const event of events) await publishEvent(broker, event);
    const ids = events.map(({ eventId }) => eventId);
    await vi.waitFor(async () => {
      const rows = await sql`select 1 from inbox where consumer = 'catalog-ratings' and event_id = any(${ids}::uuid[])`;
      expect(rows).toHaveLength(ids.length);
    }, soon);
  }
  const shown = async (productId: string) => {
    const { averageStars, reviewCount } = (await shopper.getProduct({ productId })).product!;
    return [averageStars, reviewCount];
  };

  it("is shown, the newest whatever order they come in", async () => {
    const productId = await addProduct("Rated");
    expect(await shown(productId)).toEqual([0, 0]);
    await rate({ productId, version: 3n, averageStars: 4.5, reviewCount: 2 });
    await rate({ productId, version: 2n, averageStars: 5, reviewCount: 1 });
    expect(await shown(productId)).toEqual([4.5, 2]);
    await rate(
      { productId, version: 5n, averageStars: 0, reviewCount: 0 },
      { productId, version: 4n, averageStars: 4, reviewCount: 1 },
    );
    expect(await shown(productId)).toEqual([0, 0]);
    await rate({ productId: randomUUID(), version: 1n, averageStars: 1, reviewCount: 1 });
  });

  it("changes neither the version of a product nor what is told of it", async () => {
    const productId = await addProduct("Rated, not changed");
    await rate({ productId, version: 1n, averageStars: 4.25, reviewCount: 4 });
    expect(await shown(productId)).toEqual([4.25, 4]);
    const [row] = await sql`select version from products where product_id = ${productId}`;
    expect(row).toEqual({ version: 1n });
  });
});
