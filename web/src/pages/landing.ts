// The two pages that people land on: their code and what they show first are asked for before the shop is drawn.
import { createQueryOptions } from "@connectrpc/connect-query";
import { StorefrontService } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import { type Preferences, preferencesNow } from "../i18n/preferences.ts";
import type { Start } from "../steps/start.ts";

const PRODUCT = /^\/products\/([^/]+)$/;

export const homeRequest = ({ currency }: Preferences) => ({ currencyCode: currency });

export const productPageRequest = (productId: string, { currency, country }: Preferences) => ({
  productId,
  currencyCode: currency,
  countryCode: country,
});

export function readAhead(path: string, { transport, queryClient }: Start): void {
  const { getHome, getProductPage } = StorefrontService.method;
  if (path === "/") {
    void import("./home/home-page.tsx");
    void queryClient.prefetchQuery(createQueryOptions(getHome, homeRequest(preferencesNow()), { transport }));
  }
  const productId = PRODUCT.exec(path)?.[1];
  if (productId) {
    void import("./product/product-page.tsx");
    const request = productPageRequest(productId, preferencesNow());
    void queryClient.prefetchQuery(createQueryOptions(getProductPage, request, { transport }));
  }
}
