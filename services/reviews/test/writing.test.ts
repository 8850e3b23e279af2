// Promises to whoever writes a review: their own, one, about what they received, kept as it was typed.
import { randomUUID } from "node:crypto";
import { create, toBinary } from "@bufbuild/protobuf";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  PreconditionFailureSchema,
} from "@meshmart/gen/google/rpc/error_details_pb";
import { ReviewsService, WriteReviewRequestSchema } from "@meshmart/gen/meshmart/reviews/v1/reviews_pb";
import { clientOf, publishEvent } from "@meshmart/kit/testing";
import { expect, it } from "vitest";
import {
  as,
  broker,
  orderDelivered,
  outcome,
  receivers,
  recount,
  reviewOf,
  sendBytes,
  services,
  shopper,
  sql,
  tell,
} from "./reviews.ts";

const refusal = async (call: Promise<unknown>) => ConnectError.from(await call.catch((thrown) => thrown));
const listOf = async (productId: string) => (await shopper.listReviews({ productId })).reviews;

it("lets only those review who have received the product", async () => {
  const [productId, other, customerId] = [randomUUID(), randomUUID(), randomUUID()];
  const customer = as(customerId);
  await receivers(1, productId);
  await tell(orderDelivered(customerId, other));
  const error = await refusal(customer.writeReview(reviewOf(productId)));
  expect(error.code).toBe(Code.FailedPrecondition);
  expect(error.findDetails(ErrorInfoSchema)[0]).toMatchObject({
    reason: "PRODUCT_NOT_RECEIVED",
    domain: "meshmart.reviews",
    metadata: { product_id: productId },
  });
  expect(error.findDetails(PreconditionFailureSchema)[0]?.violations[0]).toMatchObject({ subject: productId });
  const nothing = await customer.getMyReview({ productId });
  expect([nothing.mayReview, nothing.review]).toEqual([false, undefined]);
  expect(await sql`select 1 from product_ratings where product_id = ${productId}`).toEqual([]);

  await tell(orderDelivered(customerId, randomUUID(), productId));
  expect((await customer.getMyReview({ productId })).mayReview).toBe(true);
  expect(await outcome(customer.writeReview(reviewOf(productId)))).toBe("OK");
  expect(await listOf(productId)).toHaveLength(1);
});

it("counts a delivery once that is told twice, and keeps the first of several", async () => {
  const [productId, customerId] = [randomUUID(), randomUUID()];
  const [first, second] = [orderDelivered(customerId, productId, productId), orderDelivered(customerId, productId)];
  await publishEvent(broker, first);
  await publishEvent(broker, first, `copy of ${first.eventId}`);
  await tell(second);
  await publishEvent(broker, first, `late copy of ${first.eventId}`);
  await tell(orderDelivered(randomUUID(), productId));
  const rows = await sql<{ order_id: string }[]>`select order_id from receipts where customer_id = ${customerId}`;
  expect(rows.map(({ order_id }) => `ordering.order_delivered.${order_id}`)).toEqual([first.subject]);
});

it("keeps one review a customer and product: writing anew changes it, repeating changes nothing", async () => {
  const productId = randomUUID();
  const [customerId] = (await receivers(1, productId)) as [string];
  const customer = as(customerId);
  const first = (await customer.writeReview(reviewOf(productId))).review!;
  expect(first).toMatchObject({ ...reviewOf(productId), customerId });
  expect(first.updateTime).toEqual(first.createTime);

  const [before] = await sql`select version from product_ratings where product_id = ${productId}`;
  const repeated = await Promise.all(
    Array.from({ length: 10 }, (_, round) => as(customerId, round).writeReview(reviewOf(productId.toUpperCase()))),
  );
  for (const { review } of repeated) expect(review).toEqual(first);
  expect(await sql`select version from product_ratings where product_id = ${productId}`).toEqual([before]);

  const second = (await customer.writeReview(reviewOf(productId, { stars: 2, text: "The handle came off." }))).review!;
  expect(second).toMatchObject({ stars: 2, text: "The handle came off.", createTime: first.createTime });
  expect(timestampDate(second.updateTime!).getTime()).toBeGreaterThan(timestampDate(first.createTime!).getTime());
  expect(await listOf(productId)).toEqual([second]);
  expect(await customer.getMyReview({ productId })).toMatchObject({ mayReview: true, review: second });
});

it("takes a review back, as often as asked, and lets it be written again", async () => {
  const productId = randomUUID();
  const [customerId] = (await receivers(1, productId)) as [string];
  const customer = as(customerId);
  expect(await outcome(customer.deleteReview({ productId }))).toBe("OK");
  await customer.writeReview(reviewOf(productId));
  await Promise.all(Array.from({ length: 5 }, (_, round) => as(customerId, round).deleteReview({ productId })));
  expect(await listOf(productId)).toEqual([]);
  const left = await customer.getMyReview({ productId });
  expect([left.mayReview, left.review]).toEqual([true, undefined]);
  expect((await shopper.listReviews({ productId })).rating).toMatchObject(await recount(productId));
  await customer.writeReview(reviewOf(productId, { stars: 1 }));
  expect((await shopper.listReviews({ productId })).rating).toMatchObject({ reviewCount: 1, averageStars: 1 });
});

it("lets nobody change, take back or read as theirs what somebody else wrote", async () => {
  const productId = randomUUID();
  const [writer, other] = (await receivers(2, productId)) as [string, string];
  const { review } = await as(writer).writeReview(reviewOf(productId));
  await as(other).deleteReview({ productId });
  expect((await as(other).getMyReview({ productId })).review).toBeUndefined();
  await as(other).writeReview(reviewOf(productId, { stars: 1, authorName: "Minji" }));
  await as(other).deleteReview({ productId });
  expect(await listOf(productId)).toEqual([review]);
  const nobody = clientOf(ReviewsService, services[0]!.address);
  for (const call of [
    nobody.writeReview(reviewOf(productId)),
    nobody.deleteReview({ productId }),
    nobody.getMyReview({ productId }),
    clientOf(ReviewsService, services[0]!.address, "ordering").deleteReview({ productId }),
  ])
    expect(await outcome(call)).toBe("SIGN_IN_REQUIRED");
  expect(await listOf(productId)).toEqual([review]);
});

it.each([
  "<script>alert('1')</script> & <b>bold</b>",
  "  spaces, a tab\t, a line\r\n, and the end  ",
  "'; drop table reviews; -- \\ \\u0000 %s {{text}}",
  "좋아요 👍🏽 👩‍👩‍👧 e\u0301 \u00e9 \u202eright to left\u202c \ufeff \u0001 \u007f \uffff",
])("keeps and shows text exactly as it was typed: %j", async (text) => {
  const productId = randomUUID();
  const [customerId] = (await receivers(1, productId)) as [string];
  const authorName = [...text].slice(0, 50).join("");
  const said = { ...reviewOf(productId), authorName, title: text, text };
  expect((await as(customerId).writeReview(said)).review).toMatchObject(said);
  expect(await listOf(productId)).toMatchObject([said]);
  expect((await as(customerId).getMyReview({ productId })).review).toMatchObject(said);
});

it("takes as much text as the contract allows, counted in characters as people count", async () => {
  const productId = randomUUID();
  const [customerId] = (await receivers(1, productId)) as [string];
  const long = { authorName: "👍".repeat(50), title: "봄".repeat(100), text: "👍".repeat(4000) };
  expect((await as(customerId).writeReview(reviewOf(productId, long))).review).toMatchObject(long);
});

it.each([
  ["text", { text: "a\0b" }],
  ["title", { title: "\0" }],
  ["author_name", { authorName: "Min\0ji" }],
  ["text", { text: "x".repeat(4001) }],
  ["title", { title: "" }],
  ["author_name", { authorName: "" }],
  ["stars", { stars: 0 }],
  ["stars", { stars: 6 }],
  ["product_id", { productId: "mug" }],
])("refuses a review whose %s is wrong, and keeps what was there: %#", async (field, change) => {
  const productId = randomUUID();
  const [customerId] = (await receivers(1, productId)) as [string];
  const { review } = await as(customerId).writeReview(reviewOf(productId));
  const error = await refusal(as(customerId).writeReview(reviewOf(productId, change)));
  expect(error.code).toBe(Code.InvalidArgument);
  expect(error.findDetails(BadRequestSchema)[0]?.fieldViolations.map(({ field }) => field)).toEqual([field]);
  expect(await listOf(productId)).toEqual([review]);
});

it("lets in no bytes that are no text, as half of a character is", async () => {
  const productId = randomUUID();
  const [customerId] = (await receivers(1, productId)) as [string];
  const { review } = await as(customerId).writeReview(reviewOf(productId));
  const request = create(WriteReviewRequestSchema, reviewOf(productId, { text: "a half: ???" }));
  const bytes = Buffer.from(toBinary(WriteReviewRequestSchema, request));
  // U+D83D, the first half of a pair, as UTF-8 would have it if it could.
  const half = Buffer.from(bytes.toString("latin1").replace("???", "\xed\xa0\xbd"), "latin1");
  expect(await outcome(sendBytes(customerId, bytes))).toBe("OK");
  expect(await listOf(productId)).toMatchObject([{ text: "a half: ???" }]);
  await as(customerId).writeReview(reviewOf(productId));
  await expect(sendBytes(customerId, half)).rejects.toThrow();
  expect(await listOf(productId)).toMatchObject([{ text: review!.text }]);
});
