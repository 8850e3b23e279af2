// The query side: pages of reviews, and ratings that are what the reviews add up to, whoever writes at once.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Code, ConnectError } from "@connectrpc/connect";
import { type RatingChanged, RatingChangedSchema } from "@meshmart/gen/meshmart/reviews/v1/reviews_events_pb";
import { collectEvents } from "@meshmart/kit/testing";
import { spawnMain } from "@meshmart/kit/testing-process";
import { describe, expect, it, vi } from "vitest";
import { rebuildRatings } from "../src/rebuild.ts";
import { as, broker, env, outcome, receivers, recount, reviewOf, shopper, soon, sql, untilKnown } from "./reviews.ts";

interface TableRow {
  readonly product_id: string;
  readonly review_count: number;
  readonly stars_sum: bigint;
  readonly histogram: number[];
  readonly version: bigint;
}

const ratingOf = async (productId: string) => (await shopper.listReviews({ productId })).rating!;
const table = (...productIds: string[]) =>
  sql<TableRow[]>`select * from product_ratings where product_id = any(${productIds}::uuid[]) order by product_id`;
const changesOf = async (productId: string) => {
  const events = await collectEvents(broker, [RatingChangedSchema], productId);
  return () => events.map(({ message }) => message as unknown as RatingChanged);
};
const isGrowing = (versions: readonly bigint[]) =>
  versions.every((version, index) => index === 0 || version > versions[index - 1]!);

describe("a hundred reviews at the same time", () => {
  it("add up to their sum, each of them told, in the order of the versions", async () => {
    const productId = randomUUID();
    const customers = await receivers(100, productId);
    const changes = await changesOf(productId);
    const starsOf = (index: number) => 1 + ((index * 7) % 5);
    await Promise.all(
      customers.map((customerId, index) =>
        untilKnown(() => as(customerId, index).writeReview(reviewOf(productId, { stars: starsOf(index) }))),
      ),
    );
    expect(await ratingOf(productId)).toMatchObject({
      reviewCount: 100,
      averageStars: 3,
      histogram: [20, 20, 20, 20, 20],
    });
    expect(await ratingOf(productId)).toMatchObject(await recount(productId));

    await vi.waitFor(() => expect(changes()).toHaveLength(100), soon);
    expect(changes().map(({ reviewCount }) => reviewCount)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
    expect(isGrowing(changes().map(({ version }) => version))).toBe(true);
    const [row] = await table(productId);
    expect(changes().at(-1)).toMatchObject({ productId, reviewCount: 100, averageStars: 3, version: row!.version });
  });

  it("and their changes and deletions, still do", async () => {
    const productId = randomUUID();
    const customers = await receivers(20, productId);
    const changes = await changesOf(productId);
    await Promise.all(
      Array.from({ length: 100 }, async (_, round) => {
        const customer = as(customers[round % customers.length]!, round >> 1);
        const change = { stars: 1 + (round % 5), text: `Round ${round}` };
        if (round % 7 === 3) await untilKnown(() => customer.deleteReview({ productId }));
        else await untilKnown(() => customer.writeReview(reviewOf(productId, change)));
      }),
    );
    const rating = await ratingOf(productId);
    expect(rating).toMatchObject(await recount(productId));
    const [row] = await table(productId);
    await vi.waitFor(() => expect(changes().at(-1)?.version).toBe(row!.version), soon);
    expect(isGrowing(changes().map(({ version }) => version))).toBe(true);
    expect(changes().at(-1)).toMatchObject({ reviewCount: rating.reviewCount, averageStars: rating.averageStars });
  });
});

it("tells of a rating only when it has changed", async () => {
  const productId = randomUUID();
  const [customerId] = (await receivers(1, productId)) as [string];
  const customer = as(customerId);
  const changes = await changesOf(productId);
  await customer.writeReview(reviewOf(productId));
  await customer.writeReview(reviewOf(productId));
  await customer.writeReview(reviewOf(productId, { text: "Still good after a year." }));
  await customer.writeReview(reviewOf(productId, { stars: 4 }));
  await customer.deleteReview({ productId });
  await customer.deleteReview({ productId });
  await vi.waitFor(() => expect(changes()).toHaveLength(3), soon);
  expect(changes()).toMatchObject([
    { reviewCount: 1, averageStars: 5 },
    { reviewCount: 1, averageStars: 4 },
    { reviewCount: 0, averageStars: 0 },
  ]);
  expect(await sql`select 1 from outbox where subject like ${`%.${productId}`}`).toHaveLength(3);
});

it("lists reviews newest first, all or those with so many stars, on pages that neither skip nor repeat", async () => {
  const productId = randomUUID();
  const customers = await receivers(12, productId);
  const write = (customerId: string, stars: number) => as(customerId).writeReview(reviewOf(productId, { stars }));
  const starsOf = new Map(customers.map((customerId, index) => [customerId, 1 + (index % 3)]));
  for (const [customerId, stars] of starsOf) await write(customerId, stars);
  const written = (await shopper.listReviews({ productId, pageSize: 100 })).reviews;
  const order = written.map(({ customerId }) => customerId);
  expect(new Set(order)).toEqual(new Set(customers));
  const times = written.map(({ createTime }) => Number(createTime!.seconds) * 1000 + createTime!.nanos / 1_000_000);
  expect(times).toEqual(times.toSorted((a, b) => b - a));

  const pagesOf = async (stars: number, between = async () => {}) => {
    const pages: string[][] = [];
    for (let pageToken = ""; ; ) {
      const page = await shopper.listReviews({ productId, stars, pageSize: 5, pageToken });
      expect(page.rating?.reviewCount).toBeGreaterThanOrEqual(12);
      pages.push(page.reviews.map(({ customerId }) => customerId));
      pageToken = page.nextPageToken;
      if (pageToken === "") return pages;
      await between();
    }
  };
  expect(await pagesOf(0)).toEqual([order.slice(0, 5), order.slice(5, 10), order.slice(10)]);
  expect((await pagesOf(2)).flat()).toEqual(order.filter((customerId) => starsOf.get(customerId) === 2));
  expect(await pagesOf(5)).toEqual([[]]);
  // What is written while somebody reads on is newer than all that they have not seen.
  const more = await receivers(3, productId);
  const pages = await pagesOf(0, async () => {
    const customerId = more.pop();
    if (customerId) await write(customerId, 3);
  });
  expect(pages.flat()).toEqual(order);
});

it("refuses another list's page token", async () => {
  const tokenOf = (...key: string[]) => Buffer.from(JSON.stringify(key)).toString("base64url");
  for (const pageToken of [tokenOf("a"), tokenOf("now", randomUUID()), tokenOf("2026-01-01T00:00:00Z", "x"), "?"])
    expect(await outcome(shopper.listReviews({ productId: randomUUID(), pageToken }))).toBe("PAGE_TOKEN_INVALID");
});

it("reads many ratings in the order of the request, those of products without reviews too", async () => {
  const productIds = Array.from({ length: 6 }, () => randomUUID());
  const [customerId] = (await receivers(1, ...productIds)) as [string];
  for (const [index, productId] of productIds.slice(0, 5).entries())
    await as(customerId).writeReview(reviewOf(productId, { stars: index + 1 }));
  const asked = [productIds[3]!, productIds[5]!, productIds[0]!.toUpperCase(), randomUUID(), productIds[4]!];
  const { ratings } = await shopper.batchGetRatings({ productIds: asked });
  expect(ratings.map(({ productId }) => productId)).toEqual(asked.map((productId) => productId.toLowerCase()));
  expect(ratings.map(({ averageStars }) => averageStars)).toEqual([4, 0, 1, 0, 5]);
  expect(ratings[1]).toMatchObject({ reviewCount: 0, histogram: [0, 0, 0, 0, 0] });

  for (const wrong of [
    [],
    [productIds[0]!, productIds[0]!],
    Array.from({ length: 101 }, () => randomUUID()),
    ["mug"],
  ]) {
    const error = ConnectError.from(await shopper.batchGetRatings({ productIds: wrong }).catch((thrown) => thrown));
    expect(error.code).toBe(Code.InvalidArgument);
  }
});

describe("a rebuild of the query table", () => {
  /** Five products with reviews, the last of which has lost its only one. */
  async function reviewedProducts(): Promise<string[]> {
    const productIds = Array.from({ length: 5 }, () => randomUUID()).sort();
    const customers = await receivers(6, ...productIds);
    for (const [index, productId] of productIds.entries())
      for (const customerId of customers.slice(index))
        await as(customerId).writeReview(reviewOf(productId, { stars: 1 + (index % 5) }));
    const emptied = productIds.at(-1)!;
    for (const customerId of customers) await as(customerId).deleteReview({ productId: emptied });
    return productIds;
  }
  const withoutVersions = (rows: readonly TableRow[]) => rows.map(({ version, ...row }) => row);

  it("finds nothing to mend in what commands have written", async () => {
    const productIds = await reviewedProducts();
    const before = await table(...productIds);
    await rebuildRatings(sql);
    expect(await table(...productIds)).toEqual(before);
    expect(await rebuildRatings(sql)).toBe(0);
  });

  it("makes a table that was lost or spoilt equal to what it was, and tells of it with higher versions", async () => {
    const productIds = await reviewedProducts();
    const before = await table(...productIds);
    const [lost, spoilt, invented] = [productIds[0]!, productIds[1]!, productIds[4]!];
    const changes = await Promise.all([lost, spoilt, invented].map(changesOf));
    await sql`delete from product_ratings where product_id = ${lost}`;
    await sql`
      update product_ratings set review_count = 3, stars_sum = 9, histogram = '{0,0,3,0,0}'
      where product_id = any(${[spoilt, invented]}::uuid[])`;
    expect(await rebuildRatings(sql)).toBe(3);
    const after = await table(...productIds);
    expect(withoutVersions(after)).toEqual(withoutVersions(before));
    for (const [index, productId] of productIds.entries()) {
      const isMended = [lost, spoilt, invented].includes(productId);
      if (isMended) expect(after[index]!.version).toBeGreaterThan(before[index]!.version);
      else expect(after[index]!.version).toBe(before[index]!.version);
    }
    for (const changesOfOne of changes) {
      await vi.waitFor(() => expect(changesOfOne().at(-1)?.version).toBeGreaterThan(before.at(-1)!.version), soon);
      expect(isGrowing(changesOfOne().map(({ version }) => version))).toBe(true);
    }
  });

  it("is a program, too", async () => {
    const [productId] = (await reviewedProducts()) as [string];
    const before = await table(productId);
    await sql`delete from product_ratings where product_id = ${productId}`;
    const program = spawnMain(join(import.meta.dirname, "../src/rebuild.ts"), env);
    expect(await program.exited).toBe(0);
    expect(program.output()).toContain("Ratings mended: 1");
    expect(withoutVersions(await table(productId))).toEqual(withoutVersions(before));
  });

  it("loses nothing that is written meanwhile", async () => {
    const productIds = Array.from({ length: 3 }, () => randomUUID());
    const customers = await receivers(20, ...productIds);
    const writing = Promise.all(
      customers.flatMap((customerId, index) =>
        productIds.map((productId) =>
          untilKnown(() => as(customerId, index).writeReview(reviewOf(productId, { stars: 1 + (index % 5) }))),
        ),
      ),
    );
    for (let round = 0; round < 10; round++) expect(await rebuildRatings(sql)).toBe(0);
    await writing;
    for (const productId of productIds) {
      expect(await ratingOf(productId)).toMatchObject({ reviewCount: 20 });
      expect(await ratingOf(productId)).toMatchObject(await recount(productId));
    }
  });
});

it("cannot be made to differ from its own histogram, not even by SQL", async () => {
  const productId = randomUUID();
  const [customerId] = (await receivers(1, productId)) as [string];
  await as(customerId).writeReview(reviewOf(productId));
  for (const change of [sql`review_count = 2`, sql`stars_sum = 4`, sql`histogram = '{0,0,0,0,2}'`])
    await expect(sql`update product_ratings set ${change} where product_id = ${productId}`).rejects.toThrow(
      "check constraint",
    );
});
