// What visitors do, by what they see: labels, buttons, headings. Nothing here knows how a page is made.
import { randomUUID } from "node:crypto";
import type { BrowserContext, Page } from "playwright-core";
import { cards } from "../src/shop.ts";

export const PASSWORD = "correct horse battery";

export interface Account {
  readonly email: string;
  readonly password: string;
}

export const staff: Account = { email: "staff@meshmart.example", password: "meshmart-staff" };

export async function addToCart(page: Page, productId: string): Promise<void> {
  await page.goto(`/products/${productId}`);
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("link", { name: "See the cart" }).waitFor();
}

/** Fills in the form of the page that is open, and waits until the visitor is somebody. */
export async function signUp(page: Page): Promise<Account> {
  const account = { email: `${randomUUID()}@test.example`, password: PASSWORD };
  const main = page.getByRole("main");
  await main.getByLabel("E-mail").fill(account.email);
  await main.getByLabel("Name", { exact: true }).fill("Kim Minji");
  await main.getByLabel("Password", { exact: true }).fill(account.password);
  await main.getByRole("button", { name: "Make an account" }).click();
  await page.getByRole("link", { name: "Kim Minji" }).waitFor();
  return account;
}

/** In the form that is open, on its page or in a dialog. */
export async function signIn(page: Page, { email, password }: Account): Promise<void> {
  const dialog = page.getByRole("dialog");
  const form = (await dialog.isVisible()) ? dialog : page.getByRole("main");
  await form.getByLabel("E-mail").fill(email);
  await form.getByLabel("Password", { exact: true }).fill(password);
  await form.getByRole("button", { name: "Sign in" }).click();
  await form.getByLabel("Password", { exact: true }).waitFor({ state: "detached" });
}

/** The access token is no good any more, as after its five minutes; the session still is. */
export async function spoilAccessToken(context: BrowserContext): Promise<void> {
  const used = (await context.cookies()).find(({ name }) => name === "access_token")!;
  await context.addCookies([{ ...used, value: `${used.value.slice(0, -6)}AAAAAA` }]);
}

export async function fillAddress(page: Page): Promise<void> {
  await page.getByLabel("Recipient").fill("Kim Minji");
  await page.getByLabel("Street and number").fill("1 Sejong-daero");
  await page.getByLabel("City").fill("Seoul");
  await page.getByLabel("Postal code").fill("04524");
}

export async function fillCard(page: Page, number: string = cards.good): Promise<void> {
  await page.getByLabel("Card number").fill(number);
  await page.getByLabel("Expiry (MM / YY)").fill("12 / 40");
  await page.getByLabel("Security code").fill("123");
}

/** Resolves on the order's page, with the order's id. */
export async function placeOrder(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Place the order" }).click();
  return untilOnOrder(page);
}

export async function untilOnOrder(page: Page): Promise<string> {
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname.split("/").at(-1)!;
}

/** On the order's page. */
export function untilConfirmed(page: Page): Promise<void> {
  return page.getByRole("main").getByText("Confirmed", { exact: true }).first().waitFor();
}

/** From a cart with something in it to the checkout, as a new customer. */
export async function beginCheckout(page: Page): Promise<Account> {
  await page.goto("/sign-up?next=/checkout");
  const account = await signUp(page);
  await page.getByRole("heading", { level: 1, name: "Checkout" }).waitFor();
  return account;
}

/** From nothing to a checkout with everything filled in. */
export async function fillCheckout(page: Page, productId: string, cardNumber?: string): Promise<Account> {
  await addToCart(page, productId);
  const account = await beginCheckout(page);
  await fillAddress(page);
  await fillCard(page, cardNumber);
  return account;
}
