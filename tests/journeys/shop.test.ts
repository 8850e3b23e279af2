// The way of one customer through the whole shop, and what the next one sees of it: made over REST and over gRPC.
import { randomUUID } from "node:crypto";
import { CartService } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { IdentityService } from "@meshmart/gen/meshmart/identity/v1/identity_pb";
import { Order_State, OrderingService } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { ReviewsService } from "@meshmart/gen/meshmart/reviews/v1/reviews_pb";
import { Shipment_State, ShippingService } from "@meshmart/gen/meshmart/shipping/v1/shipping_pb";
import { PartStatus_State, StorefrontService } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import { afterAll, describe, expect, it } from "vitest";
import { checkBooks } from "../src/books.ts";
import { scan } from "../src/carrier.ts";
import { type Headers, signInStaff } from "../src/customers.ts";
import { type Driver, drivers, type Refusal } from "../src/drivers.ts";
import { gatewayUrl, until } from "../src/mesh.ts";
import { cards, get, mug } from "../src/shop.ts";

const teapot = "01930000-0000-7000-8000-000000000001";
const soon = { timeout: 15_000, interval: 100 };
afterAll(() => checkBooks());

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
const address = {
  recipient: "Kim Minji",
  addressLines: ["1 Sejong-daero"],
  city: "Seoul",
  postalCode: "04524",
  countryCode: "KR",
};
const card = { number: cards.good, expiryMonth: 12, expiryYear: 2040, securityCode: "123", holderName: "Kim Minji" };

async function signUpAt({ call }: Driver) {
  const request = { email: `${randomUUID()}@test.example`, password: "correct horse battery", displayName: "Lee Jun" };
  const { customer, tokens } = await call(IdentityService.method.signUp, request);
  return { customerId: customer!.customerId, headers: bearer(tokens!.accessToken), tokens: tokens! };
}

describe.each(drivers.map((driver) => [driver.name, driver] as const))("over %s", (_name, driver) => {
  const { call } = driver;

  it("a guest fills a cart, signs up, uses a coupon, receives the parcel and reviews it; the next shopper sees it", async () => {
    const guest: Headers = { "x-guest-id": randomUUID() };
    for (const productId of [teapot, mug]) {
      await call(CartService.method.addCartItem, { requestId: randomUUID(), productId, quantity: 1 }, guest);
    }
    const { itemCount } = await call(CartService.method.getCartItemCount, {}, guest);
    expect(itemCount).toBe(2);

    const { headers } = await signUpAt(driver);
    const { cart, mergedItemCount } = await call(CartService.method.mergeCart, {}, { ...headers, ...guest });
    expect([mergedItemCount, cart?.itemCount, cart?.priced]).toEqual([2, 2, true]);
    expect((await call(CartService.method.getCart, {}, guest)).cart?.itemCount).toBe(0);

    const { order } = await call(
      OrderingService.method.placeOrder,
      {
        requestId: randomUUID(),
        items: cart!.items.map(({ productId, purchaseOptionId, quantity, unitPrice }) => ({
          productId,
          purchaseOptionId,
          quantity,
          expectedUnitPrice: unitPrice!,
        })),
        shippingOptionId: "standard",
        paymentMethod: { method: { case: "card", value: card } },
        address,
        couponCode: "WELCOME10",
      },
      headers,
    );
    const orderId = order!.orderId;
    const now = async () => (await call(OrderingService.method.getOrder, { orderId }, headers)).order!;
    await expect.poll(async () => (await now()).state, soon).toBe(Order_State.CONFIRMED);
    const confirmed = await now();
    const tenth = cart!.subtotal!.units / 10n;
    expect(confirmed.discount?.units).toBe(tenth);
    expect(confirmed.total?.units).toBe(cart!.subtotal!.units - tenth + confirmed.shippingPrice!.units);
    // What is bought leaves the cart by itself.
    await expect.poll(async () => (await call(CartService.method.getCart, {}, headers)).cart?.itemCount, soon).toBe(0);

    const review = {
      productId: mug,
      stars: 5,
      title: "Keeps warm",
      text: "<script>alert(1)</script>",
      authorName: "Jun",
    };
    await expect(call(ReviewsService.method.writeReview, review, headers)).rejects.toMatchObject({
      reason: "PRODUCT_NOT_RECEIVED",
    });
    await scan(orderId, Shipment_State.DISPATCHED);
    await scan(orderId, Shipment_State.DELIVERED);
    await expect.poll(async () => (await now()).state, soon).toBe(Order_State.DELIVERED);
    const { shipment } = await call(ShippingService.method.getShipment, { orderId }, headers);
    expect(shipment?.trackingEvents.map(({ state }) => state)).toEqual([
      Shipment_State.BOOKED,
      Shipment_State.DISPATCHED,
      Shipment_State.DELIVERED,
    ]);
    await until(
      () =>
        call(ReviewsService.method.writeReview, review, headers).then(
          () => true,
          () => false,
        ),
      15_000,
      "the product was known to be received",
    );

    const page = () => call(StorefrontService.method.getProductPage, { productId: mug });
    await expect.poll(async () => (await page()).reviews?.reviews.map(({ text }) => text), soon).toContain(review.text);
    await expect
      .poll(async () => (await page()).alsoBought?.products.map(({ productId }) => productId), soon)
      .toContain(teapot);
    await expect.poll(async () => (await page()).product?.reviewCount, soon).toBeGreaterThan(0);
    const mine = await call(StorefrontService.method.getProductPage, { productId: mug }, headers);
    expect(mine.purchases).toMatchObject({ status: { state: PartStatus_State.OK }, purchases: [{ orderId }] });
  });

  it("two customers cannot see anything of each other's", async () => {
    const [one, other] = [await signUpAt(driver), await signUpAt(driver)];
    await call(CartService.method.addCartItem, { requestId: randomUUID(), productId: mug, quantity: 3 }, one.headers);
    const { order } = await call(
      OrderingService.method.placeOrder,
      {
        requestId: randomUUID(),
        items: [{ productId: mug, quantity: 1 }],
        shippingOptionId: "standard",
        paymentMethod: { method: { case: "card", value: card } },
        address,
      },
      one.headers,
    );
    const orderId = order!.orderId;
    await expect
      .poll(async () => (await call(OrderingService.method.getOrder, { orderId }, one.headers)).order?.state, soon)
      .toBe(Order_State.CONFIRMED);

    const as = other.headers;
    const refused = (reason: string) => ({ reason });
    await expect(call(OrderingService.method.getOrder, { orderId }, as)).rejects.toMatchObject(
      refused("ORDER_NOT_YOURS"),
    );
    await expect(call(OrderingService.method.cancelOrder, { orderId }, as)).rejects.toMatchObject(
      refused("ORDER_NOT_YOURS"),
    );
    await expect(call(OrderingService.method.listOrders, { customerId: one.customerId }, as)).rejects.toMatchObject(
      refused("ORDER_NOT_YOURS"),
    );
    await expect(call(ShippingService.method.getShipment, { orderId }, as)).rejects.toMatchObject(
      refused("SHIPMENT_NOT_YOURS"),
    );
    expect((await call(OrderingService.method.listOrders, {}, as)).orders).toEqual([]);
    expect((await call(CartService.method.getCart, {}, as)).cart?.itemCount).toBe(0);
    const { sessions } = await call(IdentityService.method.listSessions, {}, one.headers);
    await call(IdentityService.method.endSession, { sessionId: sessions[0]!.sessionId }, as);
    expect((await call(IdentityService.method.listSessions, {}, one.headers)).sessions).toHaveLength(1);
    // Somebody else's and a missing one look the same.
    const missing = await call(OrderingService.method.getOrder, { orderId: randomUUID() }, as).catch((error) => error);
    expect(missing).toMatchObject(refused("ORDER_NOT_YOURS"));
  });

  it("staff changes a price while another does: one of them is told, and nothing is lost", async () => {
    const headers = await (await signInStaff()).headers();
    const requestId = randomUUID();
    const made = await call(
      CatalogService.method.createProduct,
      {
        requestId,
        productDetails: {
          title: "Brass tray",
          category: "kitchen",
          weightGrams: 800,
          purchaseOptions: [
            { purchaseOptionId: "one", title: "One", prices: [{ currencyCode: "KRW", units: 20_000n }] },
          ],
        },
      },
      headers,
    );
    const { productId, etag } = made.productDetails!;
    const change = (units: bigint) =>
      call(
        CatalogService.method.updateProduct,
        {
          productDetails: {
            productId,
            etag,
            purchaseOptions: [{ purchaseOptionId: "one", title: "One", prices: [{ currencyCode: "KRW", units }] }],
          },
          updateMask: { paths: ["purchase_options"] },
        },
        headers,
      );
    const outcomes = await Promise.allSettled([change(21_000n), change(22_000n)]);
    const reasons = outcomes.map((outcome) =>
      outcome.status === "rejected" ? (outcome.reason as Refusal).reason : "changed",
    );
    expect(reasons.sort()).toEqual(["PRODUCT_CHANGED", "changed"]);
    const winner = outcomes.find((outcome) => outcome.status === "fulfilled")!;
    const { product } = await call(CatalogService.method.getProduct, { productId });
    expect(product?.price?.units).toBe(
      (winner as PromiseFulfilledResult<Awaited<ReturnType<typeof change>>>).value.productDetails!.purchaseOptions[0]!
        .prices[0]!.units,
    );
  });

  it("a price that changed between cart and order is told, not silently charged", async () => {
    const { headers } = await signUpAt(driver);
    const outdated = call(
      OrderingService.method.placeOrder,
      {
        requestId: randomUUID(),
        items: [{ productId: mug, quantity: 1, expectedUnitPrice: { currencyCode: "KRW", units: 1n } }],
        shippingOptionId: "standard",
        paymentMethod: { method: { case: "card", value: card } },
        address,
      },
      headers,
    );
    await expect(outdated).rejects.toMatchObject({ reason: "PRICE_CHANGED" });
  });
});

it("staff imports a file by REST: good lines are in, bad ones are told by number, and the same file again changes nothing", async () => {
  const staff = await (await signInStaff()).headers();
  const tag = randomUUID().slice(0, 8);
  const lines = Array.from({ length: 1_200 }, (_, index) =>
    index === 700
      ? `BAD-${tag},,no title,kitchen,100,1000,`
      : `${tag}-${index},"Bowl ${tag}, no. ${index}",Fired twice,kitchen,300,${9_000 + index},`,
  );
  const file = ["sku,title,description,category,weight_grams,price_krw,price_usd", ...lines].join("\n");
  const send = async () => {
    const response = await fetch(`${gatewayUrl}/v1/products:import`, {
      method: "POST",
      body: file,
      headers: { ...staff, "content-type": "text/csv" },
    });
    const answers = (await response.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).result);
    return { last: answers.at(-1), answers: answers.length, errors: answers.flatMap(({ errors }) => errors ?? []) };
  };
  const first = await send();
  expect(first.last).toMatchObject({ readCount: 1_200, createdCount: 1_199, refusedCount: 1, done: true });
  expect(first.errors).toMatchObject([{ line: 702 }]);
  expect(first.answers).toBeGreaterThan(1);
  expect((await send()).last).toMatchObject({ createdCount: 0, updatedCount: 0, refusedCount: 1, done: true });
  const bowl = await get(`/v1/products:search?query=${tag}&page_size=1&sort=SORT_PRICE_DESCENDING`);
  expect(bowl.body.products[0]).toMatchObject({ title: `Bowl ${tag}, no. 1199`, price: { units: "10199" } });
});
