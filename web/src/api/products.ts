// What the catalog knows of the products of a cart or an order: names of options, weights, categories for pictures.
import { createQueryOptions, useTransport } from "@connectrpc/connect-query";
import { CatalogService, type Product } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { useQueries } from "@tanstack/react-query";
import { usePreferences } from "../i18n/use-preferences.ts";
import { isTransient } from "./errors.ts";

export interface Products {
  /** Undefined while it is not known, and for one that is not sold any more. */
  readonly find: (productId: string) => Product | undefined;
  /** Title of the option, or "" where the product has only one. */
  readonly optionTitle: (item: { readonly productId: string; readonly purchaseOptionId: string }) => string;
}

const FRESH_MS = 60_000;
/** While the catalog is away. */
const AGAIN_MS = 3_000;

export function useProducts(productIds: readonly string[]): Products {
  const transport = useTransport();
  const { currency } = usePreferences();
  const results = useQueries({
    queries: [...new Set(productIds)].map((productId) => ({
      ...createQueryOptions(CatalogService.method.getProduct, { productId, currencyCode: currency }, { transport }),
      staleTime: FRESH_MS,
      refetchInterval: ({ state }: { readonly state: { readonly error: unknown } }) =>
        state.error && isTransient(state.error) ? AGAIN_MS : (false as const),
    })),
  });
  const find = (productId: string) => results.find(({ data }) => data?.product?.productId === productId)?.data?.product;
  return {
    find,
    optionTitle({ productId, purchaseOptionId }) {
      const product = find(productId);
      // Until it is known the option's slug is better than a line that grows when it is.
      if (!product) return /^(standard|default)?$/.test(purchaseOptionId) ? "" : readable(purchaseOptionId);
      const { purchaseOptions } = product;
      if (purchaseOptions.length < 2) return "";
      return (
        purchaseOptions.find((option) => option.purchaseOptionId === purchaseOptionId)?.title ??
        readable(purchaseOptionId)
      );
    },
  };
}

function readable(slug: string): string {
  return slug.replaceAll("-", " ").replace(/^./, (first) => first.toUpperCase());
}
