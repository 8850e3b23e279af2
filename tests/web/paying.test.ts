// Other ways through the checkout than a card and the shop itself: a bank account, points, a seller's offer, and what was bought before.
import { afterAll, expect, it } from "vitest";
import { checkBooks } from "../src/books.ts";
import { withBrowser } from "../src/browser.ts";
import { bottle, mug } from "../src/shop.ts";
import { addToCart, beginCheckout, fillAddress, fillCard, fillCheckout, placeOrder, untilConfirmed } from "./steps.ts";

const visitor = withBrowser();
afterAll(() => checkBooks());

it("pays from a bank account", async () => {
  const { page } = await visitor({ width: 360 });
  await addToCart(page, mug);
  await beginCheckout(page);
  await fillAddress(page);
  await page.getByText("Bank transfer", { exact: true }).click();
  await page.getByLabel("Bank", { exact: true }).selectOption("Shinhan Bank");
  await page.getByLabel("Account number").fill("110 123 456 789");
  await placeOrder(page);
  await untilConfirmed(page);
});

it("pays with points, and is told how many are left when they are too few", async () => {
  const { page } = await visitor();
  await addToCart(page, mug);
  await beginCheckout(page);
  await fillAddress(page);
  await page.getByText("You have 20,000 points; this order takes 15,100.").click();
  await placeOrder(page);
  await untilConfirmed(page);

  await addToCart(page, mug);
  await page.goto("/checkout");
  await page.getByText("You have 4,900 points; this order would take 15,100.").waitFor();
  expect(await page.getByRole("radio", { name: /^Points/ }).isDisabled()).toBe(true);
});

it("buys from a seller, at the seller's price, all the way to the order", async () => {
  const { page, open } = await visitor();
  await open(`/products/${mug}`);
  await page.locator("label", { hasText: "Set of four" }).click();
  const offer = page.locator("label", { hasText: "Seoul Table" });
  const price = (await offer.getByText("₩").textContent())!;
  await offer.click();
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("link", { name: "See the cart" }).click();
  const line = page.getByRole("listitem").filter({ hasText: "Stoneware mug" });
  await line.getByText("Seoul Table").waitFor();
  await line.getByText(price, { exact: true }).first().waitFor();

  await beginCheckout(page);
  await fillAddress(page);
  await fillCard(page);
  await placeOrder(page);
  await untilConfirmed(page);
  const ordered = page.getByRole("main").getByRole("listitem").filter({ hasText: "Seoul Table" });
  await ordered.getByText(`1 × ${price}`).waitFor();
});

it("buys again what an order had", async () => {
  const { page } = await visitor();
  await fillCheckout(page, bottle);
  await placeOrder(page);
  await untilConfirmed(page);
  await expect.poll(() => page.locator("[data-cart-count]").count()).toBe(0);

  await page.goto("/orders");
  await page.getByRole("button", { name: "Buy again: Insulated bottle" }).click();
  await page.getByRole("heading", { level: 1, name: "Cart" }).waitFor();
  await page.getByRole("listitem").filter({ hasText: "Insulated bottle" }).waitFor();
  await expect.poll(() => page.locator("[data-cart-count]").textContent()).toBe("1");
});

it("puts back what was taken out of the cart, and sums up nothing in between", async () => {
  const { page } = await visitor();
  await addToCart(page, mug);
  await page.goto("/cart");
  await page.getByRole("button", { name: "Remove Stoneware mug" }).click();
  await page.getByText("Stoneware mug is out of your cart.").waitFor();
  await page.locator("[data-subtotal]").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Put it back" }).click();
  await page.locator("[data-subtotal]", { hasText: "₩12,900" }).waitFor();
  await page.getByRole("link", { name: "Sign in to check out" }).waitFor();
});

it("a cart that was changed in another tab is shown as it stands, before it is changed here", async () => {
  const { page, tab } = await visitor();
  await addToCart(page, mug);
  await page.goto("/cart");
  const more = { name: "One Stoneware mug more" };
  await page.getByRole("button", more).waitFor();
  const other = await tab("/cart");
  for (const count of ["2", "3"]) {
    await other.getByRole("button", more).click();
    await expect.poll(() => other.locator("[data-cart-count]").textContent()).toBe(count);
  }

  await page.getByRole("button", more).click();
  await page.getByText("Your cart was changed in another tab. This is how it stands now.").waitFor();
  expect(await page.getByRole("textbox", { name: "Quantity of Stoneware mug" }).inputValue()).toBe("3");
  await page.getByRole("button", more).click();
  await expect.poll(() => page.locator("[data-cart-count]").textContent()).toBe("4");
});
