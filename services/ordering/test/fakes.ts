// The services that ordering calls, faked over real gRPC at one address: they say yes unless a test says otherwise, and note each call.
import { randomUUID } from "node:crypto";
import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  CatalogService,
  type OfferKey,
  type OfferSchema,
  type ProductSchema,
} from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { PaymentService } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { PromotionsService } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import { ShippingService } from "@meshmart/gen/meshmart/shipping/v1/shipping_pb";
import { DomainError } from "@meshmart/kit/errors";
import type { ServerInterceptor } from "@meshmart/kit/interceptor";
import { access } from "@meshmart/kit/interceptors/access";
import { validation } from "@meshmart/kit/interceptors/validation";
import { addService } from "@meshmart/kit/serve";
import { serveForTest } from "@meshmart/kit/testing";
import { beforeEach } from "vitest";

export const MUG = "01930000-0000-7000-8000-00000000aaaa";
/** Sold in won only. */
export const DOLL = "01930000-0000-7000-8000-00000000bbbb";

// biome-ignore lint/suspicious/noExplicitAny: a request of any of the methods
type Answer = (request: any) => unknown;

export interface Call {
  readonly method: string;
  readonly orderId: string | undefined;
  readonly traceId: string;
  // biome-ignore lint/suspicious/noExplicitAny: a request of any of the methods
  readonly request: any;
}

const calls: Call[] = [];
const answers = new Map<string, Answer>();
beforeEach(() => answers.clear());

/** Says what a method answers from now on, until the end of the test. */
export function when(method: string, answer: Answer): void {
  answers.set(method, answer);
}

/** Answers a method's calls one after the other, and as usual when there are no more. */
export function whenOnce(method: string, ...replies: Answer[]): void {
  when(method, (request) => (replies.shift() ?? usual[method])?.(request));
}

/** The methods called for an order, in order. */
export function callsFor(orderId: string): string[] {
  return calls.filter((call) => call.orderId === orderId).map(({ method }) => method);
}

export function requestsTo(method: string, orderId?: string): Call[] {
  return calls.filter((call) => call.method === method && (orderId === undefined || call.orderId === orderId));
}

/** An answer that refuses for good. */
export function refuse(reason: string): Answer {
  return () => {
    throw new DomainError("not_now", reason, `Refused: ${reason}.`, { why: reason });
  };
}

const won = (units: bigint) => ({ currencyCode: "KRW", units, nanos: 0 });
const dollars = (units: bigint, cents: number) => ({ currencyCode: "USD", units, nanos: cents * 10_000_000 });

const products = (currency: string): Record<string, MessageInitShape<typeof ProductSchema>> => ({
  [MUG]: {
    productId: MUG,
    title: "Stoneware mug",
    picturePath: "/pictures/stoneware-mug.svg",
    weightGrams: 400,
    purchaseOptions: [
      { purchaseOptionId: "sand", price: currency === "USD" ? dollars(9n, 90) : won(12_900n) },
      { purchaseOptionId: "pair", price: currency === "USD" ? dollars(17n, 5) : won(23_000n) },
    ],
  },
  [DOLL]: {
    productId: DOLL,
    title: "Hanbok doll",
    weightGrams: 340,
    purchaseOptions: [{ purchaseOptionId: "standard", ...(currency === "KRW" && { price: won(64_000n) }) }],
  },
});

/** Both offer the mug; the second one in won only. */
export const [HANBIT, NAMU] = ["hanbit-store", "namu-house"] as const;
const offers = (currency: string): MessageInitShape<typeof OfferSchema>[] => [
  {
    productId: MUG,
    purchaseOptionId: "sand",
    sellerId: HANBIT,
    sellerName: "Hanbit Store",
    price: currency === "USD" ? dollars(9n, 50) : won(12_500n),
  },
  ...(currency === "USD"
    ? []
    : [{ productId: MUG, purchaseOptionId: "pair", sellerId: NAMU, sellerName: "Namu House", price: won(22_000n) }]),
];

const usual: Record<string, Answer> = {
  batchGetProducts: ({ productIds, currencyCode, offerKeys }) => ({
    offers: offers(currencyCode).filter(({ productId, sellerId }) =>
      offerKeys.some((key: OfferKey) => key.productId === productId && key.sellerId === sellerId),
    ),
    products: productIds.map((productId: string) => {
      const product = products(currencyCode)[productId.toLowerCase()];
      if (!product)
        throw new DomainError("missing", "PRODUCT_NOT_FOUND", `No ${productId}.`, { product_id: productId });
      return product;
    }),
  }),
  tokenizePaymentMethod: () => ({ paymentToken: `pt_${randomUUID()}` }),
  // A tenth.
  redeemCoupon: ({ subtotal }) => ({ discount: { ...subtotal, units: subtotal.units / 10n } }),
  quoteShipping: ({ currencyCode }) => ({
    shippingOption: { shippingOptionId: "standard", price: currencyCode === "USD" ? dollars(4n, 50) : won(3_000n) },
  }),
};

/** Notes the call once it is allowed and valid, as the real service would see it. */
const note: ServerInterceptor = ({ localName: method }) => ({
  receive: ({ trace }, request) =>
    void calls.push({ method, orderId: (request as { orderId?: string }).orderId, traceId: trace.traceId, request }),
});

/** Takes every token for good: that they are checked is for other tests. */
const admit = access({ verify: (token) => JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) });

/** Where all of them answer. */
export const address = await serveForTest((server) => {
  for (const service of [CatalogService, InventoryService, PaymentService, PromotionsService, ShippingService]) {
    const impl = service.methods.map(({ localName }) => [
      localName,
      async (request: unknown) => (await (answers.get(localName) ?? usual[localName])?.(request)) ?? {},
    ]);
    addService(server, service, Object.fromEntries(impl), [admit, validation, note]);
  }
});
