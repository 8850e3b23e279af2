// Reviews to test: two instances of the service on one database with, for their consumer's sake, a NATS of their own.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { createClient } from "@connectrpc/connect";
import { OrderDeliveredSchema } from "@meshmart/gen/meshmart/ordering/v1/ordering_events_pb";
import { ReviewsService } from "@meshmart/gen/meshmart/reviews/v1/reviews_pb";
import { TOKEN_HEADER } from "@meshmart/kit/caller";
import { createChannel } from "@meshmart/kit/channel";
import { type EncodedEvent, encodeEvent } from "@meshmart/kit/events";
import { toMetadata } from "@meshmart/kit/grpc-metadata";
import { methodDefinition } from "@meshmart/kit/method-definition";
import { atEnd, clientOf, openTestBroker, openTestDatabase, publishEvent, startOwnNats } from "@meshmart/kit/testing";
import { startProcess, type TestProcess } from "@meshmart/kit/testing-process";
import { createTestTokens } from "@meshmart/kit/testing-tokens";
import { createGrpcTransport } from "@meshmart/kit/transport";
import { expect, vi } from "vitest";

export { outcome, untilKnown } from "@meshmart/kit/testing";

export const soon = { timeout: 10_000, interval: 10 };

const main = join(import.meta.dirname, "../src/main.ts");
const [database, { natsUrl }] = await Promise.all([openTestDatabase(), startOwnNats()]);
export const { sql } = database;
export const broker = await openTestBroker(natsUrl);
const tokens = await createTestTokens(broker);
/** For a process that shall use the same database and broker. */
export const env = { ...database.env, NATS_URL: natsUrl };
const instances = await Promise.all([startProcess(main, env), startProcess(main, env)]);
export const services: readonly TestProcess[] = instances;

const channels = services.map(({ address }) => createChannel("test", address));
atEnd(() => {
  for (const channel of channels) channel.close();
});

/** As a signed-in customer calls it, at one of the instances, whose connection many customers share. */
export function as(customerId: string, instance = 0) {
  const headers = { [TOKEN_HEADER]: `Bearer ${tokens.of(customerId)}` };
  return createClient(ReviewsService, createGrpcTransport({ client: channels[instance % channels.length]!, headers }));
}
/** A customer's WriteReview whose request is these bytes, whatever they mean. */
export function sendBytes(customerId: string, request: Buffer): Promise<unknown> {
  const { path } = methodDefinition(ReviewsService.method.writeReview);
  const headers = toMetadata(new Headers({ [TOKEN_HEADER]: `Bearer ${tokens.of(customerId)}` }));
  const asTheyAre = (bytes: Buffer) => bytes;
  return new Promise((resolve, reject) => {
    channels[0]!.makeUnaryRequest(path, asTheyAre, asTheyAre, request, headers, (error, answer) =>
      error ? reject(error) : resolve(answer),
    );
  });
}

/** Anybody, from outside. */
export const shopper = clientOf(ReviewsService, instances[0].address);

export function orderDelivered(customerId: string, ...productIds: string[]): EncodedEvent {
  return encodeEvent(OrderDeliveredSchema, { orderId: randomUUID(), customerId, productIds });
}

/** Publishes, and waits until the service has taken each of them in. */
export async function tell(...events: readonly EncodedEvent[]): Promise<void> {
  await Promise.all(events.map((event) => publishEvent(broker, event)));
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
