// Takes the pictures of the shop in docs/screenshots: `npm run screenshots`. Starts a mesh of its own, lets some customers buy and review,
// and photographs what the next one sees. Korean needs a font that has it (on Debian `apt install fonts-noto-cjk`).
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startMesh } from "@meshmart/mesh/mesh";
import { root } from "@meshmart/mesh/state";
import type { Page } from "playwright-core";
import { launchBrowser, type VisitorOptions, visit } from "../src/visitor.ts";
import { openShop } from "./shop-history.ts";

const MUG = "01930000-0000-7000-8000-000000000003";
const LAMP = "01930000-0000-7000-8000-000000000009";
const FORM = {
  Recipient: "Kim Minji",
  "Street and number": "1 Sejong-daero",
  City: "Seoul",
  "Postal code": "04524",
  "Card number": "4242 4242 4242 4242",
  "Expiry (MM / YY)": "12 / 40",
  "Security code": "123",
};
const folder = join(root, "docs/screenshots");

/** Parcels that arrive while one waits. */
const env = { CARRIER_DISPATCH_MS: "500", CARRIER_DELIVER_MS: "500" };
const mesh = await startMesh({ gatewayPort: 0, env });
const browser = await launchBrowser();
try {
  mkdirSync(folder, { recursive: true });
  await openShop(mesh.gatewayUrl);
  await photograph("home", "/", {});
  await photograph("home-korean-dark", "/", { width: 390, language: "ko", theme: "dark" });
  await photograph("product", `/products/${MUG}`, {});
  await photograph("product-narrow", `/products/${MUG}`, { width: 390 });
  await photograph("search", "/categories/kitchen?sort=cheapest", {});
  await buy();
} finally {
  await browser.close();
  await mesh.stop();
}

async function photograph(name: string, path: string, options: VisitorOptions): Promise<void> {
  const { page, open, context } = await visit(browser, mesh.gatewayUrl, options);
  await open(path);
  await settled(page);
  await save(page, name);
  await context.close();
}

/** A cart, a checkout, and an order that has just been confirmed. */
async function buy(): Promise<void> {
  const { page, open, context } = await visit(browser, mesh.gatewayUrl);
  for (const productId of [MUG, LAMP]) {
    await open(`/products/${productId}`);
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByRole("link", { name: "See the cart" }).waitFor();
  }
  await open("/sign-in?next=/checkout");
  await page.getByRole("button", { name: "Fill in the demo customer" }).click();
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Checkout" }).waitFor();
  for (const [label, text] of Object.entries(FORM)) await page.getByLabel(label).fill(text);
  await page.getByLabel("Coupon code").fill("WELCOME10");
  await page.getByRole("button", { name: "Apply", exact: true }).first().click();
  await page
    .getByText(/^Takes/)
    .first()
    .waitFor();
  await settled(page);
  await page.evaluate("scrollTo(0, 0)");
  await save(page, "checkout");
  await page.getByRole("button", { name: "Place the order" }).click();
  await page.getByRole("main").getByText("Confirmed", { exact: true }).first().waitFor();
  await settled(page);
  await save(page, "order");
  await context.close();
}

async function settled(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
  await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
  await page.evaluate("Promise.all([...document.images].map((image) => image.loading === 'lazy' || image.decode()))");
}

async function save(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`) });
  console.log(`  docs/screenshots/${name}.png`);
}
