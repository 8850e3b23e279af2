// Reviews to test: two instances of the service on one database with, for their consumer's sake, a NATS of their own.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { ConnectError } from "@connectrpc/connect";
import { OrderDeliveredSchema } from "@meshmart/gen/meshmart/ordering/v1/ordering_events_pb";
import { ReviewsService } from "@meshmart/gen/meshmart/reviews/v1/reviews_pb";
import { reasonOf } from "@meshmart/kit/errors";
import { type EncodedEvent, encodeEvent } from "@meshmart/kit/events";
import { clientOf, openTestBroker, openTestDatabase, publishEvent, startOwnNats } from "@meshmart/kit/testing";
import { startProcess, type TestProcess } from "@meshmart/kit/testing-process";
import { createTestTokens } from "@meshmart/kit/testing-tokens";
import { expect, vi } from "vitest";

export const soon = { timeout: 10_000, interval: 10 };

const main = join(import.meta.dirname, "../src/main.ts");
const [database, { natsUrl }] = await Promise.all([openTestDatabase(), startOwnNats()]);
export const { sql } = database;
export const broker = await openTestBroker(natsUrl);
const tokens = await createTestTokens(broker);
const env = { ...database.env, NATS_URL: natsUrl };
const instances = await Promise.all([startProcess(main, env), startProcess(main, env)]);
export const services: readonly TestProcess[] = instances;

/** As a signed-in customer calls it, at one of the instances. */
export function as(customerId: string, instance = 0) {
  return clientOf(ReviewsService, services[instance % services.length]!.address, { token: tokens.of(customerId) });
}
/** Anybody, from outside. */
export const shopper = clientOf(ReviewsService, instances[0].address);

export function orderDelivered(customerId: string, ...productIds: string[]): EncodedEvent {
  return encodeEvent(OrderDeliveredSchema, { orderId: randomUUID(), customerId, productIds });
}

/** Publishes, and waits until the service has taken each of them in. */
export async function tell(...events: readonly EncodedEvent[]): Promise<void> {
  for (const event of events) await publishEvent(broker, event);
  const ids = events.map(({ eventId }) => eventId);
  await vi.waitFor(async () => {
    const rows = await sql`select 1 from inbox where consumer = 'reviews-receipts' and event_id = any(${ids}::uuid[])`;
    expect(rows).toHaveLength(ids.length);
  }, soon);
}

/** So many customers who have received the products. */
export async function receivers(count: number, ...productIds: string[]): Promise<string[]> {
  const customerIds = Array.from({ length: count }, () => randomUUID());
  await tell(...customerIds.map((customerId) => orderDelivered(customerId, ...productIds)));
  return customerIds;
}

/** A good review, but for the change. */
export function reviewOf(productId: string, change: object = {}) {
  return { productId, stars: 5, title: "Good", text: "It does what it should.", authorName: "Minji", ...change };
}

/** What the reviews add up to, counted from the reviews themselves. */
export async function recount(productId: string) {
  const rows = await sql<{ stars: number }[]>`select stars from reviews where product_id = ${productId}`;
  const stars = rows.map((row) => row.stars);
  const sum = stars.reduce((total, one) => total + one, 0);
  return {
    productId,
    reviewCount: stars.length,
    averageStars: stars.length === 0 ? 0 : Number((sum / stars.length).toFixed(2)),
    histogram: [1, 2, 3, 4, 5].map((one) => stars.filter((given) => given === one).length),
  };
}

/** "OK", or the error reason that the call was refused with. */
export function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "OK",
    (error) => reasonOf(ConnectError.from(error)),
  );
}
