// The two pages that people land on: their code, what they show first and the picture that they are about are asked for before the shop is
// drawn.
import type { Transport } from "@connectrpc/connect";
import { createQueryOptions } from "@connectrpc/connect-query-core";
import { StorefrontService } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import type { QueryClient } from "@tanstack/query-core";
import { type Preferences, preferencesNow } from "../i18n/preferences.ts";
import { picturePathOf } from "./home/banner-picture.ts";

const PRODUCT = /^\/products\/([^/]+)$/;

export const homeRequest = ({ currency }: Preferences) => ({ currencyCode: currency });

export const productPageRequest = (productId: string, { currency, country }: Preferences) => ({
  productId,
  currencyCode: currency,
  countryCode: country,
});

export function readAhead(path: string, transport: Transport, queryClient: QueryClient): void {
  const { getHome, getProductPage } = StorefrontService.method;
  if (path === "/") {
    void import("./home/home-page.tsx");
    queryClient
      .fetchQuery(createQueryOptions(getHome, homeRequest(preferencesNow()), { transport }))
      .then(
        ({ promotions }) => fetchPicture(promotions?.banners[0] && picturePathOf(promotions.banners[0])),
        leaveToPage,
      );
  }
  const productId = PRODUCT.exec(path)?.[1];
  if (productId) {
    void import("./product/product-page.tsx");
    const request = productPageRequest(productId, preferencesNow());
    queryClient
      .fetchQuery(createQueryOptions(getProductPage, request, { transport }))
      .then(({ product }) => fetchPicture(product?.picturePath), leaveToPage);
  }
}

/** The page then finds it in the browser's cache. */
function fetchPicture(path: string | undefined): void {
  if (!path) return;
  const picture = new Image();
  picture.fetchPriority = "high";
  picture.src = path;
}

/** What went wrong is in the cache of what was read, and the page says it. */
function leaveToPage(): void {}
