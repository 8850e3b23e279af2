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

/** A cart, a checkout, and an order while it is under way. */
async function buy(): Promise<void> {
  const { page, open, context } = await visit(browser, mesh.gatewayUrl);
  await open(`/products/${MUG}`);
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.locator("[data-cart-count]").waitFor();
  await open("/sign-in?next=/checkout");
  await page.getByLabel("E-mail").fill("demo@meshmart.example");
  await page.getByLabel("Password", { exact: true }).fill("meshmart-demo");
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Checkout" }).waitFor();
  await settled(page);
  await save(page, "checkout");
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
