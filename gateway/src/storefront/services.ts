// The services that pages are composed of, each behind a circuit breaker of its own.
import type { DescService } from "@bufbuild/protobuf";
import type { Client } from "@connectrpc/connect";
import { CartService } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { OrderingService } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { PromotionsService } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import { RecommendationsService } from "@meshmart/gen/meshmart/recommendations/v1/recommendations_pb";
import { ReviewsService } from "@meshmart/gen/meshmart/reviews/v1/reviews_pb";
import { ShippingService } from "@meshmart/gen/meshmart/shipping/v1/shipping_pb";
import { currentCall, withCall } from "@meshmart/kit/call-context";
import { createCircuitBreaker } from "@meshmart/kit/circuit-breaker";
import { createMeshClient } from "@meshmart/kit/client";
import { meshNameOf } from "@meshmart/kit/policy";
import { coalesceReads } from "./coalescing.ts";

export interface Services {
  readonly cart: Client<typeof CartService>;
  readonly catalog: Client<typeof CatalogService>;
  readonly inventory: Client<typeof InventoryService>;
  readonly ordering: Client<typeof OrderingService>;
  readonly promotions: Client<typeof PromotionsService>;
  readonly recommendations: Client<typeof RecommendationsService>;
  readonly reviews: Client<typeof ReviewsService>;
  readonly shipping: Client<typeof ShippingService>;
}

export function connectServices(): Services {
  return {
    cart: own(CartService),
    ordering: own(OrderingService),
    catalog: shared(CatalogService),
    inventory: shared(InventoryService),
    promotions: shared(PromotionsService),
    recommendations: shared(RecommendationsService),
    reviews: shared(ReviewsService),
    shipping: shared(ShippingService),
  };
}

/** What is the caller's own: asked for in their name. */
function own<S extends DescService>(service: S): Client<S> {
  return createMeshClient(service, "gateway", [createCircuitBreaker(meshNameOf(service.typeName))]);
}

/** What is the same for everybody. */
function shared<S extends DescService>(service: S): Client<S> {
  return createMeshClient(service, "gateway", [coalesceReads(), createCircuitBreaker(meshNameOf(service.typeName))]);
}

/** Runs reads that are the same for everybody, without the caller's credentials: their answers are shared. */
export function forEverybody<T>(run: () => T): T {
  const call = currentCall();
  return withCall(call && { trace: call.trace, deadline: call.deadline }, run);
}
