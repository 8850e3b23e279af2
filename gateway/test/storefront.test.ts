// Composed pages through a gateway, in front of services over real gRPC that can be made to fail, to hang, and to count.
import "./environment.ts";
import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { CartService } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { OrderingService } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { PromotionsService } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import { RecommendationsService } from "@meshmart/gen/meshmart/recommendations/v1/recommendations_pb";
import { ReviewsService } from "@meshmart/gen/meshmart/reviews/v1/reviews_pb";
import { ShippingService } from "@meshmart/gen/meshmart/shipping/v1/shipping_pb";
import { DomainError } from "@meshmart/kit/errors";
import { access } from "@meshmart/kit/interceptors/access";
import { addService, createServer, listen as listenGrpc } from "@meshmart/kit/serve";
import { createTokenVerifier, type TokenClaims } from "@meshmart/kit/token-keys";
import { register } from "prom-client";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { authentication } from "../src/authentication.ts";
import { servedHere } from "../src/served-here.ts";
import { createStorefront } from "../src/storefront/storefront.ts";
import { createUpstream } from "../src/upstream.ts";
import { startMeshGateway } from "./harness.ts";

const mug = randomUUID();
const bowl = randomUUID();
const customerId = randomUUID();
const price = { currencyCode: "KRW", units: 12_900n, nanos: 0 };
const product = (productId: string) => ({
  productId,
  title: `Product ${productId}`,
  category: "kitchen",
  price,
  available: true,
});

/** What a service does instead of its work, by the method's name. */
const trouble = new Map<string, () => unknown>();
const counts = new Map<string, number>();

type Handlers = Record<string, (request: never) => unknown>;
function troubled(handlers: Handlers): Handlers {
  const entries = Object.entries(handlers).map(([name, handler]) => {
    const around = async (request: never) => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      await trouble.get(name)?.();
      return handler(request);
    };
    return [name, around] as const;
  });
  return Object.fromEntries(entries);
}
const hang = () => new Promise((resolve) => setTimeout(resolve, 5_000).unref());
const fail = () => {
  throw new ConnectError("broken", Code.Unavailable);
};

const server = createServer();
let gateway: Awaited<ReturnType<typeof startMeshGateway>>;
let upstream: ReturnType<typeof createUpstream>;

beforeAll(async () => {
  const guard = access({ verify });
  const add = (service: Parameters<typeof addService>[1], handlers: Handlers) =>
    addService(server, service, troubled(handlers) as never, [guard]);
  add(CatalogService, {
    getProduct: ({ productId }: { productId: string }) => {
      if (productId !== mug) throw new DomainError("missing", "PRODUCT_NOT_FOUND", "No.", { product_id: productId });
      return { product: product(mug) };
    },
    batchGetProducts: ({ productIds }: { productIds: string[] }) => {
      const unknown = productIds.find((id) => id !== bowl);
      if (unknown) throw new DomainError("missing", "PRODUCT_NOT_FOUND", "No.", { product_id: unknown });
      return { products: productIds.map(product) };
    },
    listProducts: () => ({ products: [product(mug), product(bowl)] }),
    listOffers: () => ({ offers: [{ productId: mug, sellerId: "hanbit", price }] }),
    listCategories: () => ({ categories: [{ category: "kitchen", productCount: 2 }] }),
  });
  add(InventoryService, { getStock: () => ({ stock: { onHand: 3, available: 3, low: true } }) });
  add(ReviewsService, {
    listReviews: () => ({ rating: { reviewCount: 1, averageStars: 5 }, reviews: [{ stars: 5 }] }),
  });
  add(ShippingService, { listShippingOptions: () => ({ shippingOptions: [{ shippingOptionId: "standard" }] }) });
  add(RecommendationsService, {
    listAlsoBought: () => ({ recommendations: [{ productId: randomUUID() }, { productId: bowl }] }),
    listPopularProducts: () => ({ recommendations: [{ productId: bowl }] }),
  });
  add(PromotionsService, {
    listCoupons: () => ({ couponOffers: [{ coupon: { code: "WELCOME10" } }] }),
    listBanners: () => ({ banners: [{ title: "Spring" }] }),
  });
  add(CartService, { getCartItemCount: () => ({ itemCount: 7 }) });
  add(OrderingService, {
    listOrders: () => ({
      orders: [
        {
          orderId: mug,
          items: [
            { productId: mug, quantity: 2 },
            { productId: bowl, quantity: 1 },
          ],
        },
      ],
    }),
  });
  process.env.MESH_TARGET = `127.0.0.1:${await listenGrpc(server, "127.0.0.1", 0)}`;

  upstream = createUpstream(() => {
    throw new Error("A page is composed here, not passed on.");
  });
  gateway = await startMeshGateway(() => [authentication({ verify })], servedHere(createStorefront(), upstream.call));
});
afterAll(async () => {
  await gateway.close();
  upstream.close();
  server.forceShutdown();
});
beforeEach(() => {
  trouble.clear();
  counts.clear();
});

/** "good" is the customer's token; any other goes to the real verifier, which knows no key. */
function verify(token: string): TokenClaims {
  if (token === "good") return { sub: customerId, role: "customer", sid: randomUUID() };
  return createTokenVerifier().verify(token);
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of whichever page
async function page(path = `/v1/productPages/${mug}`, headers: Record<string, string> = {}): Promise<any> {
  const response = await fetch(`${gateway.url}${path}`, { headers });
  return { httpStatus: response.status, ...((await response.json()) as object) };
}
/** How many reads were answered so far by an identical one under way. */
async function joined(method: string): Promise<number> {
  const metric = await register.getSingleMetric("storefront_coalesced_reads_total")?.get();
  return metric?.values.find(({ labels }) => labels.method === method)?.value ?? 0;
}
const signedIn = { authorization: "Bearer good" };
/** The breakers remember the trouble of the test before: until each has let a call through again. */
const untilWell = () =>
  expect.poll(async () => degraded(await page(undefined, signedIn)), { timeout: 10_000 }).toEqual({});
function degraded(body: Record<string, unknown>): Record<string, string> {
  const parts = Object.entries(body).flatMap(([name, part]) => {
    const status = (part as { status?: { state: string; reason: string } } | null)?.status;
    return status?.state === "STATE_DEGRADED" ? [[name, status.reason]] : [];
  });
  return Object.fromEntries(parts);
}

it("composes a product's page from eight services in one call", async () => {
  const body = await page(undefined, signedIn);
  expect(body).toMatchObject({
    httpStatus: 200,
    product: { productId: mug, price: { currencyCode: "KRW", units: "12900" } },
    offers: { status: { state: "STATE_OK" }, offers: [{ sellerId: "hanbit" }] },
    stock: { available: true, low: true, left: 3 },
    reviews: { rating: { reviewCount: 1 }, reviews: [{ stars: 5 }] },
    shipping: { shippingOptions: [{ shippingOptionId: "standard" }] },
    alsoBought: { products: [{ productId: bowl }] },
    promotions: { couponOffers: [{ coupon: { code: "WELCOME10" } }], banners: [{ title: "Spring" }] },
    cart: { itemCount: 7 },
    purchases: { purchases: [{ orderId: mug, quantity: 2 }] },
  });
  expect(degraded(body)).toEqual({});
});

it("asks nobody for what a stranger cannot have", async () => {
  const body = await page();
  expect([body.cart, body.purchases]).toMatchObject([
    { status: { state: "STATE_OK" }, itemCount: 0 },
    { status: { state: "STATE_OK" }, purchases: [] },
  ]);
  expect([counts.get("getCartItemCount"), counts.get("listOrders")]).toEqual([undefined, undefined]);
});

it.each([
  ["listOffers", "offers", { offers: [] }],
  ["getStock", "stock", { available: true, low: false }],
  ["listReviews", "reviews", { reviews: [] }],
  ["listShippingOptions", "shipping", { shippingOptions: [] }],
  ["listAlsoBought", "alsoBought", { products: [{ productId: bowl }] }],
  ["listCoupons", "promotions", { couponOffers: [], banners: [] }],
  ["getCartItemCount", "cart", { itemCount: 0 }],
  ["listOrders", "purchases", { purchases: [] }],
])("when %s fails, only that part is marked, and its fallback is there", async (method, name, fallback) => {
  await untilWell();
  trouble.set(method, fail);
  const body = await page(undefined, signedIn);
  expect(body.httpStatus).toBe(200);
  expect(Object.keys(degraded(body))).toEqual([name]);
  expect(body[name]).toMatchObject(fallback);
});

it("waits for a part no longer than its budget, and for all of them as long as for one", async () => {
  await untilWell();
  for (const method of ["listOffers", "getStock", "listReviews", "listShippingOptions", "listAlsoBought"])
    trouble.set(method, hang);
  const body = await page(undefined, signedIn);
  expect(degraded(body)).toEqual({
    offers: "TIMEOUT",
    stock: "TIMEOUT",
    reviews: "TIMEOUT",
    shipping: "TIMEOUT",
    alsoBought: "TIMEOUT",
  });
});

it("gives a service that keeps failing a rest, and asks it again when it is back", async () => {
  await untilWell();
  trouble.set("listReviews", hang);
  await expect.poll(async () => degraded(await page()), { timeout: 10_000 }).toEqual({ reviews: "CIRCUIT_OPEN" });
  trouble.clear();
  await untilWell();
});

it("has no page without the product", async () => {
  const missing = await page(`/v1/productPages/${bowl}`);
  expect([missing.httpStatus, missing.details[0].reason]).toEqual([404, "PRODUCT_NOT_FOUND"]);
  trouble.set("getProduct", fail);
  const away = await page();
  expect([away.httpStatus, away.details[0].reason]).toEqual([503, "CATALOG_UNAVAILABLE"]);
  trouble.clear();
  await untilWell();
});

it("reads once what many look at in the same moment", async () => {
  await untilWell();
  counts.clear();
  const before = await joined("ListReviews");
  trouble.set("listReviews", () => expect.poll(() => joined("ListReviews")).toBe(before + 19));
  const bodies = await Promise.all(Array.from({ length: 20 }, () => page()));
  expect(bodies.map(degraded)).toEqual(bodies.map(() => ({})));
  expect(counts.get("listReviews")).toBe(1);
});

it("composes the first page, and it needs nobody", async () => {
  await untilWell();
  expect(await page("/v1/home", signedIn)).toMatchObject({
    httpStatus: 200,
    promotions: { banners: [{ title: "Spring" }] },
    categories: { categories: [{ category: "kitchen", productCount: 2 }] },
    popular: { products: [{ productId: bowl }] },
    cart: { itemCount: 7 },
  });
  const everything = ["listBanners", "listCategories", "listPopularProducts", "listProducts", "getCartItemCount"];
  for (const method of everything) trouble.set(method, fail);
  const dark = await page("/v1/home", signedIn);
  expect(dark.httpStatus).toBe(200);
  expect(Object.keys(degraded(dark)).sort()).toEqual(["cart", "categories", "popular", "promotions"]);
});

it("refuses a page to a token that is not valid", async () => {
  const body = await page(undefined, { authorization: "Bearer forged" });
  expect([body.httpStatus, body.details[0].reason]).toEqual([401, "TOKEN_INVALID"]);
});
