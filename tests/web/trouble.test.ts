// What goes wrong while somebody shops, and how they are told: in words, with the way on, and with nothing lost.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkBooks } from "../src/books.ts";
import { WIDTHS, withBrowser } from "../src/browser.ts";
import { signInStaff } from "../src/customers.ts";
import { disturb, untilAllReady } from "../src/mesh.ts";
import { cards, get, lastCamera, mug, send } from "../src/shop.ts";
import {
  addToCart,
  fillCard,
  fillCheckout,
  placeOrder,
  signUp,
  spoilAccessToken,
  untilConfirmed,
  untilOnOrder,
} from "./steps.ts";

const visitor = withBrowser();
afterAll(() => checkBooks());

describe.each(WIDTHS)("at %i px", (width) => {
  it("the last one in two browsers at once: one gets it, the other is told kindly", async () => {
    await stock(lastCamera, 1);
    const buyers = await Promise.all([visitor({ width }), visitor({ width })]);
    for (const { page } of buyers) await fillCheckout(page, lastCamera);
    await Promise.all(buyers.map(({ page }) => placeOrder(page)));
    const outcomes = buyers.map(({ page }) => {
      const main = page.getByRole("main");
      const confirmed = main.getByText("Confirmed", { exact: true }).first();
      const soldOut = main.getByText("This has just sold out.").first();
      return Promise.race([confirmed.waitFor().then(() => "confirmed"), soldOut.waitFor().then(() => "sold out")]);
    });
    expect((await Promise.all(outcomes)).toSorted()).toEqual(["confirmed", "sold out"]);
  });

  it("a card is declined: the order's page tells what was undone, and another way of paying makes the order", async () => {
    const { page } = await visitor({ width });
    await fillCheckout(page, mug, cards.declined);
    await placeOrder(page);
    await page.getByText("Your bank declined the payment.").first().waitFor();
    await page.getByRole("main").getByText("Cancelled", { exact: true }).first().waitFor();
    await page
      .getByRole("link", { name: /another/ })
      .or(page.getByRole("button", { name: /another/ }))
      .first()
      .click();
    await page.getByRole("heading", { level: 1, name: "Checkout" }).waitFor();
    expect(await page.getByLabel("Recipient").inputValue()).toBe("Kim Minji");
    await fillCard(page);
    await placeOrder(page);
    await untilConfirmed(page);
  });
});

describe("recommendations, reviews and promotions are down", () => {
  const services = ["recommendations", "reviews", "promotions"];
  beforeEach(async () => {
    // Frozen, and killed in the end: a killed one is back before a page has loaded.
    for (const service of services) await disturb("pause", service);
  });
  afterEach(async () => {
    for (const service of services) await disturb("kill", service);
    await untilAllReady();
  });

  it("the page says what is missing, sells all the same, and is whole again by itself", async () => {
    const { page, open } = await visitor();
    await open(`/products/${mug}`);
    await page.locator("[data-degraded]").first().waitFor();
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByRole("link", { name: "See the cart" }).waitFor();
    for (const service of services) await disturb("resume", service);
    await expect.poll(() => page.locator("[data-degraded]").count(), { timeout: 20_000 }).toBe(0);
  });
});

describe("identity is down", () => {
  afterEach(async () => {
    await disturb("kill", "identity");
    await untilAllReady();
  });

  it("the page sells to whoever signed in long ago, and knows them again when it is back", async () => {
    const { page, context, open } = await visitor();
    await open("/sign-up?next=/account");
    await signUp(page);
    await page.getByRole("main").getByText("@test.example").first().waitFor();
    await spoilAccessToken(context);
    await disturb("pause", "identity");
    await page.goto(`/products/${mug}`);
    await page.getByRole("heading", { level: 1, name: "Stoneware mug" }).waitFor();
    await page.getByRole("button", { name: "Add to cart" }).waitFor();
    await page.getByRole("banner").getByRole("link", { name: "Kim Minji" }).waitFor();
    await disturb("resume", "identity");
    await page.goto("/account");
    await page.getByRole("main").getByText("@test.example").first().waitFor();
  });
});

it("a double click makes one order", async () => {
  const { page } = await visitor();
  await fillCheckout(page, mug);
  await page.getByRole("button", { name: "Place the order" }).dblclick();
  await untilOnOrder(page);
  await page.goto("/orders");
  await page
    .getByRole("main")
    .getByRole("link", { name: /Stoneware mug/ })
    .first()
    .waitFor();
  expect(await page.getByRole("main").getByRole("listitem").filter({ hasText: "Stoneware mug" }).count()).toBe(1);
});

it("a reload while the order is being placed makes one order, and leads to it", async () => {
  const { page } = await visitor();
  await fillCheckout(page, mug);
  // The answer never comes: the page is gone before.
  await page.route("**/PlaceOrder", async (route) => {
    await route.fetch();
    await page.unroute("**/PlaceOrder");
    void page.reload();
  });
  await page.getByRole("button", { name: "Place the order" }).click();
  await untilOnOrder(page);
  await untilConfirmed(page);
});

describe("a price changes while somebody checks out", () => {
  let etag = "";
  let before: unknown;
  const path = `/v1/products/${mug}`;
  beforeAll(async () => {
    const { body } = await get(`${path}/details`, await (await signInStaff()).headers());
    before = body.productDetails.purchaseOptions;
  });
  afterAll(() => setPrices(before));

  async function setPrices(purchaseOptions: unknown): Promise<void> {
    const headers = await (await signInStaff()).headers();
    etag = (await get(`${path}/details`, headers)).body.productDetails.etag;
    const body = { productId: mug, etag, purchaseOptions };
    const answer = await send("PATCH", `${path}?update_mask=purchaseOptions`, body, {}, headers);
    expect(answer.status).toBe(200);
  }

  it("they are told the old and the new price, and order at the new one or not at all", async () => {
    const { page } = await visitor();
    await fillCheckout(page, mug);
    const options = structuredClone(before) as { prices: { currencyCode: string; units: string }[] }[];
    for (const price of options[0]!.prices) if (price.currencyCode === "KRW") price.units = "13900";
    await setPrices(options);
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByText("was ₩12,900, is ₩13,900 now").first().waitFor();
    expect(await page.getByLabel("Recipient").inputValue()).toBe("Kim Minji");
    await page.getByRole("button", { name: "Order for the new total" }).click();
    await untilOnOrder(page);
    await untilConfirmed(page);
  });
});

it("the gateway is restarted: a live page goes on by itself", async () => {
  const { page } = await visitor();
  await fillCheckout(page, mug);
  const orderId = await placeOrder(page);
  await untilConfirmed(page);
  await disturb("restart", "gateway");
  await untilAllReady();
  const headers = await (await signInStaff()).headers();
  const { status } = await send("POST", `/v1/orders/${orderId}:cancel`, {}, {}, headers);
  expect(status).toBe(200);
  await page.getByRole("main").getByText("Cancelled", { exact: true }).first().waitFor();
});

it("a cart keeps what was put into it while the catalog is away, and says that prices are not today's", async () => {
  const { page } = await visitor();
  await addToCart(page, mug);
  await disturb("pause", "catalog");
  try {
    await page.goto("/cart");
    await page.getByText("Today's prices are not here yet.").waitFor();
    await page.getByText("Stoneware mug").first().waitFor();
  } finally {
    await disturb("resume", "catalog");
  }
  await untilAllReady();
});

async function stock(productId: string, onHand: number): Promise<void> {
  const headers = await (await signInStaff()).headers();
  const { status } = await send("PUT", `/v1/products/${productId}/stock`, { onHand }, {}, headers);
  expect(status).toBe(200);
}
