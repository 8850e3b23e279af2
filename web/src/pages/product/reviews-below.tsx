// The reviews stand below what is seen first, and so does their code: it is fetched when one comes near, or was sent there by a link.
import type { Product } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import type { ReviewsPart } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useNear } from "../../ui/use-near.ts";

const Reviews = lazy(() => import("./reviews.tsx"));
const NEAR_PIXELS = 200;

export function ReviewsBelow(props: { readonly product: Product; readonly part: ReviewsPart | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(location.hash === "#reviews");
  useNear(place, !near, () => setNear(true), NEAR_PIXELS);
  useEffect(() => {
    if (location.hash === "#reviews") place.current?.scrollIntoView();
  }, []);
  const skeleton = <Skeleton height="20rem" />;
  return (
    <div id="reviews" ref={place}>
      {near ? (
        <Suspense fallback={skeleton}>
          <Reviews {...props} />
        </Suspense>
      ) : (
        skeleton
      )}
    </div>
  );
}
