// The contract's handlers. Whoever writes, changes or takes back acts on their own review: no request names another customer.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import type { RatingSchema, ReviewSchema, ReviewsService } from "@meshmart/gen/meshmart/reviews/v1/reviews_pb";
import { customerOf } from "@meshmart/kit/caller";
import { decodePageToken, keyParts, pageSizeOf, toPage } from "@meshmart/kit/page-token";
import { averageOf, type Rating } from "./rating.ts";
import { mustBeText, type Review } from "./review.ts";
import type { ReviewCommands } from "./review-commands.ts";
import type { ReviewQueries } from "./review-queries.ts";

export function createReviewsRpc(commands: ReviewCommands, queries: ReviewQueries): ServiceImpl<typeof ReviewsService> {
  return {
    async writeReview({ productId, stars, title, text, authorName }, context) {
      mustBeText({ authorName, title, text });
      const { customerId } = customerOf(context);
      const draft = { productId: productId.toLowerCase(), customerId, authorName, stars, title, text };
      return { review: fromReview(await commands.write(draft, new Date())) };
    },
    async deleteReview({ productId }, context) {
      await commands.remove(customerOf(context).customerId, productId.toLowerCase());
      return {};
    },
    async getMyReview({ productId }, context) {
      const { mayReview, review } = await queries.mine(customerOf(context).customerId, productId.toLowerCase());
      return { mayReview, ...(review && { review: fromReview(review) }) };
    },
    async listReviews({ productId: typed, stars, pageSize, pageToken }) {
      const productId = typed.toLowerCase();
      const size = pageSizeOf(pageSize);
      const [createdAt, customerId] = decodePageToken(pageToken, 2, [keyParts.time, keyParts.uuid]) ?? [];
      const after = createdAt !== undefined && customerId !== undefined ? { createdAt, customerId } : undefined;
      const [found, [rating]] = await Promise.all([
        queries.list({ productId, stars: stars || undefined, after, limit: size + 1 }),
        queries.ratings([productId]),
      ]);
      const { rows, nextPageToken } = toPage(found, size, (review) => [
        review.createdAt.toISOString(),
        review.customerId,
      ]);
      return { reviews: rows.map(fromReview), rating: fromRating(rating!), nextPageToken };
    },
    async batchGetRatings({ productIds }) {
      // As the database writes them: a UUID may come in upper case.
      const ratings = await queries.ratings(productIds.map((productId) => productId.toLowerCase()));
      return { ratings: ratings.map(fromRating) };
    },
  };
}

function fromReview({ createdAt, updatedAt, ...rest }: Review): MessageInitShape<typeof ReviewSchema> {
  return { ...rest, createTime: timestampFromDate(createdAt), updateTime: timestampFromDate(updatedAt) };
}

function fromRating(rating: Rating): MessageInitShape<typeof RatingSchema> {
  const { productId, reviewCount, histogram } = rating;
  return { productId, reviewCount, averageStars: averageOf(rating), histogram: [...histogram] };
}
