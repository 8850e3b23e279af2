// One customer's way through the shop, in a browser: from looking around to the review.
import { Shipment_State } from "@meshmart/gen/meshmart/shipping/v1/shipping_pb";
import { afterAll, describe, expect, it } from "vitest";
import { checkBooks } from "../src/books.ts";
import { fitsItsWidth, WIDTHS, withBrowser } from "../src/browser.ts";
import { scan } from "../src/carrier.ts";
import { mug } from "../src/shop.ts";
import { addToCart, fillAddress, fillCard, placeOrder, signUp, untilConfirmed } from "./steps.ts";

const visitor = withBrowser();
const SCRIPT = `<img src=x onerror="document.title='stolen'"><script>document.title='stolen'</script>`;
afterAll(() => checkBooks());

describe.each(WIDTHS)("at %i px", (width) => {
  it("looks around, fills a cart, signs up, uses a coupon, orders, watches it arrive, and reviews it", async () => {
    const { page, open } = await visitor({ width });
    await open("/");
    await page.getByRole("combobox", { name: "Search the shop" }).fill("stone");
    await page.getByRole("option", { name: "Stoneware mug" }).click();
    await page
      .getByRole("main")
      .getByRole("link", { name: /Stoneware mug/ })
      .first()
      .click();
    await page.getByRole("heading", { level: 1, name: "Stoneware mug" }).waitFor();
    await page.locator("label", { hasText: "Ocean" }).click();
    await expect.poll(() => page.getByRole("radio", { name: "Ocean" }).isChecked()).toBe(true);
    await page.getByRole("button", { name: "Add to cart" }).click();
    await expect.poll(() => page.locator("[data-cart-count]").textContent()).toBe("1");

    // A guest's cart comes along into the account.
    await page.getByRole("link", { name: /^Cart/ }).click();
    await page.getByRole("link", { name: "Sign in to check out" }).click();
    await page.getByRole("link", { name: "Make an account" }).click();
    await signUp(page);
    await page
      .getByText(/chosen? before signing in|chose before signing in/)
      .first()
      .waitFor();
    await page.getByRole("heading", { level: 1, name: "Checkout" }).waitFor();
    expect(await page.locator("[data-cart-count]").textContent()).toBe("1");

    await fillAddress(page);
    await page.getByLabel("Coupon code").fill("welcome10");
    await page.getByRole("button", { name: "Apply", exact: true }).first().click();
    await page.getByText("Takes ₩1,290 off").first().waitFor();
    await fillCard(page);
    expect(await fitsItsWidth(page)).toBe(true);

    const orderId = await placeOrder(page);
    // The checkout as it happens, and its end.
    await untilConfirmed(page);
    expect(await fitsItsWidth(page)).toBe(true);
    await expect.poll(() => page.locator("[data-cart-count]").count()).toBe(0);

    await page.getByRole("main").getByText("1 Sejong-daero, Seoul, 04524").waitFor();
    await scan(orderId, Shipment_State.DISPATCHED);
    await page.getByRole("main").getByText("On its way", { exact: true }).first().waitFor();
    await scan(orderId, Shipment_State.DELIVERED);
    await page.getByRole("main").getByText("Delivered", { exact: true }).first().waitFor();

    await page.goto(`/products/${mug}#reviews`);
    await page.getByRole("button", { name: "Write a review" }).click();
    await page.getByRole("radio", { name: "5 stars" }).check({ force: true });
    await page.getByLabel("Title").fill(`Warm at ${width}`);
    await page
      .getByLabel(/^Review|Text|^Your review/)
      .last()
      .fill(`Keeps its promise. ${SCRIPT}`);
    await page.getByRole("button", { name: /Publish|Send|Save/ }).click();

    // The next visitor reads it: as it was typed, not as what it would do.
    const next = await visitor({ width });
    await next.open(`/products/${mug}#reviews`);
    await next.page.getByText(`Warm at ${width}`).waitFor();
    await next.page.getByText(SCRIPT, { exact: false }).first().waitFor();
    expect(await next.page.title()).toContain("Stoneware mug");
    expect(await next.page.locator("main img[src='x']").count()).toBe(0);
  });
});

it("adds up what two tabs put into one cart", async () => {
  const { page, tab } = await visitor();
  await addToCart(page, mug);
  const other = await tab(`/products/${mug}`);
  await other.getByRole("button", { name: "Add to cart" }).click();
  await expect.poll(() => other.locator("[data-cart-count]").textContent()).toBe("2");
});
