// What the catalog says of products today. It has a second for all of it, and never more than half of the time that the caller has:
// a cart without it is better than none. A product that it does not have any more is left out, and costs one more question.
import { type Client, Code, ConnectError } from "@connectrpc/connect";
import { ErrorInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import type { CatalogService, Offer, Product } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { currentCall } from "@meshmart/kit/call-context";
import type { Logger } from "@meshmart/kit/log";
import { fromWire } from "@meshmart/kit/money";
import type { LineKey } from "./cart.ts";
import type { ProductToday } from "./priced-cart.ts";

const DEADLINE_MS = 1_000;
/** With less than this it is not asked: what it cannot keep says nothing of it, and must not open the circuit for everybody else. */
const LEAST_MS = 50;

/** Whose price is asked for: a product's, and what the seller asks for it if there is one. */
export type Wanted = Pick<LineKey, "productId" | "sellerId">;

/** By id. */
export type ProductsToday = ReadonlyMap<string, ProductToday>;

export interface CatalogProducts {
  /** The products that there are of at most 100, with these sellers' offers; undefined while the catalog cannot be asked. */
  find(wanted: readonly Wanted[], currency: string): Promise<ProductsToday | undefined>;
}

export function createCatalogProducts(catalog: Client<typeof CatalogService>, log: Logger): CatalogProducts {
  return {
    async find(wanted, currencyCode) {
      const deadline = deadlineFrom(Date.now());
      const offerKeys = offerKeysOf(wanted);
      let asked = [...new Set(wanted.map(({ productId }) => productId))];
      while (asked.length > 0) {
        const timeoutMs = deadline - Date.now();
        if (timeoutMs < LEAST_MS) return undefined;
        try {
          const question = { productIds: asked, currencyCode, offerKeys };
          const { products, offers } = await catalog.batchGetProducts(question, { timeoutMs });
          return new Map(products.map((product) => [product.productId, toProduct(product, offers)]));
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

/** Each seller of a product once. */
function offerKeysOf(wanted: readonly Wanted[]): Wanted[] {
  const keys = new Map<string, Wanted>();
  for (const { productId, sellerId } of wanted) {
    if (sellerId !== "") keys.set(`${productId}/${sellerId}`, { productId, sellerId });
  }
  return [...keys.values()];
}

function toProduct(product: Product, offers: readonly Offer[]): ProductToday {
  const { productId, title, available, picturePath, purchaseOptions } = product;
  return {
    productId,
    title,
    available,
    picturePath,
    offers: offers
      .filter((offer) => offer.productId === productId)
      .map(({ price, ...offer }) => ({ ...offer, price: fromWire(price!) })),
    options: purchaseOptions.map(({ purchaseOptionId, price }) => ({
      purchaseOptionId,
      price: price && fromWire(price),
    })),
  };
}
