// The catalog, faked over real gRPC: it has what a test puts into it, and counts the questions.
import { randomUUID } from "node:crypto";
import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type BatchGetProductsRequest,
  CatalogService,
  type OfferKey,
  type OfferSchema,
  type ProductSchema,
} from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { DomainError } from "@meshmart/kit/errors";
import type { ServerInterceptor } from "@meshmart/kit/interceptor";
import { access } from "@meshmart/kit/interceptors/access";
import { validation } from "@meshmart/kit/interceptors/validation";
import { toWire } from "@meshmart/kit/money";
import { addService } from "@meshmart/kit/serve";
import { serveForTest } from "@meshmart/kit/testing";
import { beforeEach } from "vitest";

export interface FakeProduct {
  title: string;
  /** Of one of each option, the default first; without a currency it is not sold in that. */
  prices: Record<string, { KRW?: bigint; USD?: bigint }>;
  available: boolean;
  picturePath: string;
  /** What sellers ask for one of the default option, by seller. */
  offers: Record<string, { KRW?: bigint; USD?: bigint }>;
}

export const products = new Map<string, FakeProduct>();
/** The questions so far. */
export const questions: BatchGetProductsRequest[] = [];
let trouble: (() => unknown) | undefined;
beforeEach(() => {
  trouble = undefined;
});

/** What happens to every question, until the end of the test. */
export function whenAsked(then: () => unknown): void {
  trouble = then;
}

/** A new product; one option at 1,000 won and 1.00 dollar unless told otherwise. */
export function addProduct(change: Partial<FakeProduct> = {}): string {
  const productId = randomUUID();
  products.set(productId, {
    title: "Mug",
    prices: { standard: { KRW: 1_000n, USD: 100n } },
    available: true,
    picturePath: "",
    offers: {},
    ...change,
  });
  return productId;
}

function answerFor(productId: string, currency: "KRW" | "USD"): MessageInitShape<typeof ProductSchema> {
  const product = products.get(productId);
  if (!product)
    throw new DomainError("missing", "PRODUCT_NOT_FOUND", `There is no product ${productId}.`, {
      product_id: productId,
    });
  const purchaseOptions = Object.entries(product.prices).map(([purchaseOptionId, { [currency]: minor }]) => ({
    purchaseOptionId,
    title: purchaseOptionId,
    ...(minor !== undefined && { price: toWire({ currency, minor }) }),
  }));
  const { title, available, picturePath } = product;
  return { productId, title, available, picturePath, purchaseOptions };
}

function offerFor({ productId, sellerId }: OfferKey, currency: "KRW" | "USD"): MessageInitShape<typeof OfferSchema>[] {
  const product = products.get(productId);
  const minor = product?.offers[sellerId]?.[currency];
  if (!product || minor === undefined) return [];
  const purchaseOptionId = Object.keys(product.prices)[0]!;
  const sellerName = sellerId.toUpperCase();
  return [{ productId, purchaseOptionId, sellerId, sellerName, price: toWire({ currency, minor }) }];
}

const impl = {
  async batchGetProducts(request: BatchGetProductsRequest) {
    questions.push(request);
    await trouble?.();
    const currency = (request.currencyCode || "KRW") as "KRW" | "USD";
    return {
      products: request.productIds.map((productId) => answerFor(productId, currency)),
      offers: request.offerKeys.flatMap((key) => offerFor(key, currency)),
    };
  },
};

/** Takes tokens at their word. Cart must name itself, whomever it calls for. */
const admit: ServerInterceptor = access({
  verify: (token) => JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()),
});

export const address = await serveForTest((server) => addService(server, CatalogService, impl, [admit, validation]));
