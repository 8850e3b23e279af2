// The shop's frame in a real browser: what every page promises before it says anything of its own.
import { expect, it } from "vitest";
import { fitsItsWidth, WIDTHS, withBrowser } from "../src/browser.ts";

const visitor = withBrowser();

it.each(WIDTHS)("opens at %i px with what the shop sells, and nothing that runs over its edge", async (width) => {
  const { page, open } = await visitor({ width });
  await open("/");
  await page.getByRole("heading", { name: "Popular now" }).waitFor();
  await page
    .getByRole("main")
    .getByRole("link", { name: /mug|knife|lamp|kit/i })
    .first()
    .waitFor();
  expect(await fitsItsWidth(page)).toBe(true);
});

it("speaks the visitor's language, and keeps what they choose", async () => {
  const { page, open } = await visitor({ language: "ko" });
  await open("/");
  await page.getByRole("heading", { name: "지금 인기 있는 상품" }).waitFor();
  expect(await page.getAttribute("html", "lang")).toBe("ko");
  await page.getByRole("button", { name: "언어, 통화 등" }).click();
  await page.getByLabel("언어", { exact: true }).selectOption("English");
  await page.getByRole("heading", { name: "Popular now" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Popular now" }).waitFor();
});
