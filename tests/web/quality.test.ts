// What every page owes every visitor: it is usable with a keyboard and a screen reader, in both themes and languages, at every width; it
// loads quickly; and it runs nothing but the shop's own scripts.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { fitsItsWidth, forgiveFaults, withBrowser } from "../src/browser.ts";
import { gatewayUrl } from "../src/mesh.ts";
import { mug } from "../src/shop.ts";
import { addToCart, fillCheckout, placeOrder, signIn, staff } from "./steps.ts";

const visitor = withBrowser();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MAX_FIRST_LOAD_BYTES = 150_000;

const PUBLIC = [
  "/",
  "/search?query=cast",
  "/categories/kitchen",
  `/products/${mug}`,
  "/cart",
  "/sign-in",
  "/sign-up",
  "/nowhere",
];
const WAYS = [
  { width: 360, theme: "dark", language: "ko" },
  { width: 1440, theme: "light", language: "en" },
] as const;

it.each(WAYS)("pages for everybody at $width px, $theme, in $language", async (way) => {
  const { page, open } = await visitor(way);
  for (const path of PUBLIC) {
    await open(path);
    await mustBeSound(page, path);
  }
});

it.each(WAYS)("pages for customers at $width px, $theme, in $language", async (way) => {
  // What is typed goes by English labels; the pages are looked at in the other language afterwards.
  const { page, open } = await visitor({ ...way, language: "en" });
  await fillCheckout(page, mug);
  await mustBeSound(page, "/checkout");
  const orderId = await placeOrder(page);
  await page.getByRole("main").getByText("Confirmed", { exact: true }).first().waitFor();
  await page.evaluate(`localStorage.setItem("meshmart.preferences", '{"language":"${way.language}"}')`);
  await addToCartQuietly(page);
  for (const path of [`/orders/${orderId}`, "/orders", "/account", "/cart", "/checkout"]) {
    await open(path);
    await mustBeSound(page, path);
  }
});

it.each(WAYS)("pages for staff at $width px, $theme", async ({ width, theme }) => {
  const { page, open } = await visitor({ width, theme });
  await open("/sign-in");
  await signIn(page, staff);
  for (const path of ["/staff", "/staff/import", `/staff/products/${mug}`]) {
    await open(path);
    await mustBeSound(page, path);
  }
});

it.each(["/", `/products/${mug}`])("first load of %s", async (path) => {
  const { page } = await visitor();
  let bytes = 0;
  page.on("response", async (response) => {
    if (!/\.js$/.test(new URL(response.url()).pathname)) return;
    bytes += Number(response.headers()["content-length"]);
  });
  await page.setExtraHTTPHeaders({ "accept-encoding": "gzip" });
  await page.goto(path);
  await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
  await page.waitForLoadState("networkidle");
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(MAX_FIRST_LOAD_BYTES);
});

it("runs no script but its own, and is framed by nobody", async () => {
  const policy = (await fetch(gatewayUrl)).headers.get("content-security-policy") ?? "";
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe");
  const { page, open } = await visitor();
  await open("/");
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement("script"), { textContent: "stolen = 1" }))`,
  );
  expect(await page.evaluate("typeof stolen")).toBe("undefined");
  forgiveFaults(/Content.Security.Policy/);
});

it("finds a product and orders it with the keyboard alone", async () => {
  const { page, open } = await visitor();
  await open("/");
  await page.getByRole("heading", { name: "Popular now" }).waitFor();
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("Skip to the content");
  await tabTo(page, "Search the shop");
  await page.keyboard.type("stone");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page
    .getByRole("main")
    .getByRole("link", { name: /Stoneware mug/ })
    .first()
    .waitFor();
  await tabTo(page, /Stoneware mug/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Stoneware mug" }).waitFor();
  await tabTo(page, "Add to cart");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "See the cart" }).waitFor();
});

async function addToCartQuietly(page: Page): Promise<void> {
  const { language } = await page.evaluate<{ language: string }>(`JSON.parse(localStorage["meshmart.preferences"])`);
  if (language === "en") return addToCart(page, mug);
  await page.goto(`/products/${mug}`);
  await page.getByRole("button", { name: "장바구니에 담기" }).click();
  await page.getByRole("link", { name: "장바구니 보기" }).waitFor();
}

async function mustBeSound(page: Page, path: string): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
  await expect.poll(() => page.locator("main [aria-busy=true]").count(), { timeout: 15_000 }).toBe(0);
  expect(await fitsItsWidth(page), `${path} is wider than the window`).toBe(true);
  // By evaluation and not as a script: the page's policy would refuse that.
  await page.evaluate(axe);
  const serious = await page.evaluate<
    readonly string[]
  >(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations.filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" | ").slice(0, 600)))`);
  expect(serious, path).toEqual([]);
}

function focused(page: Page): Promise<string> {
  return page.evaluate<string>(
    "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()",
  );
}

async function tabTo(page: Page, name: string | RegExp, most = 80): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press("Tab");
    const text = await focused(page);
    if (typeof name === "string" ? text === name : name.test(text)) return;
  }
  throw new Error(`${name} cannot be reached with the Tab key.`);
}
