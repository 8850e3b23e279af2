// What the catalog says of products today. It has a second for all of it, and never more than half of the time that the caller has:
// a cart without it is better than none. A product that it does not have any more is left out, and costs one more question.
import { type Client, Code, ConnectError } from "@connectrpc/connect";
import { ErrorInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import type { CatalogService, Product } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { currentCall } from "@meshmart/kit/call-context";
import type { Logger } from "@meshmart/kit/log";
import { fromWire } from "@meshmart/kit/money";
import type { ProductToday } from "./priced-cart.ts";

const DEADLINE_MS = 1_000;
/** With less than this it is not asked: what it cannot keep says nothing of it, and must not open the circuit for everybody else. */
const LEAST_MS = 50;

/** By id. */
export type ProductsToday = ReadonlyMap<string, ProductToday>;

export interface CatalogProducts {
  /** Those of at most 100 that there are; undefined while the catalog cannot be asked. */
  find(productIds: readonly string[], currency: string): Promise<ProductsToday | undefined>;
}

export function createCatalogProducts(catalog: Client<typeof CatalogService>, log: Logger): CatalogProducts {
  return {
    async find(productIds, currencyCode) {
      const deadline = deadlineFrom(Date.now());
      let asked = productIds;
      while (asked.length > 0) {
        const timeoutMs = deadline - Date.now();
        if (timeoutMs < LEAST_MS) return undefined;
        try {
          const { products } = await catalog.batchGetProducts({ productIds: [...asked], currencyCode }, { timeoutMs });
          return new Map(products.map((product) => [product.productId, toProduct(product)]));
        } catch (error) {
          const gone = goneAccordingTo(error);
          if (gone === undefined || !asked.includes(gone)) {
            log.warn({ err: error }, "the catalog cannot be asked; carts are shown with the prices that they remember");
            return undefined;
          }
          asked = asked.filter((productId) => productId !== gone);
        }
      }
      return new Map();
    },
  };
}

function deadlineFrom(now: number): number {
  const left = (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - now;
  return now + Math.min(DEADLINE_MS, left / 2);
}

/** Which product the catalog does not have. */
function goneAccordingTo(error: unknown): string | undefined {
  const refusal = ConnectError.from(error);
  if (refusal.code !== Code.NotFound) return undefined;
  const info = refusal.findDetails(ErrorInfoSchema).find(({ reason }) => reason === "PRODUCT_NOT_FOUND");
  return info?.metadata.product_id?.toLowerCase();
}

function toProduct({ productId, title, available, purchaseOptions }: Product): ProductToday {
  return {
    productId,
    title,
    available,
    options: purchaseOptions.map(({ purchaseOptionId, price }) => ({
      purchaseOptionId,
      price: price && fromWire(price),
    })),
  };
}
