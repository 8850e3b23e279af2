// After a write of the visitor's own review: it is shown as the mesh answered, and what counts it is read again.
import { create } from "@bufbuild/protobuf";
import { createConnectQueryKey, useTransport } from "@connectrpc/connect-query";
import { GetMyReviewResponseSchema, type Review, ReviewsService } from "@meshmart/gen/meshmart/reviews/v1/reviews_pb";
import { StorefrontService } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import { useQueryClient } from "@tanstack/react-query";

const { getMyReview, listReviews } = ReviewsService.method;
const { getProductPage } = StorefrontService.method;

export function useReviewChanged(productId: string): (review: Review | undefined) => void {
  const client = useQueryClient();
  const transport = useTransport();
  return (review) => {
    client.setQueryData(
      createConnectQueryKey({ transport, schema: getMyReview, cardinality: "finite", input: { productId } }),
      create(GetMyReviewResponseSchema, review ? { mayReview: true, review } : { mayReview: true }),
    );
    void client.invalidateQueries({
      queryKey: createConnectQueryKey({ schema: listReviews, cardinality: "infinite" }),
    });
    void client.invalidateQueries({
      queryKey: createConnectQueryKey({ schema: getProductPage, cardinality: "finite" }),
    });
  };
}
