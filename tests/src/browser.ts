// A real Chromium in front of the whole mesh, in tests. Whatever goes wrong in a page that no test asked for (an exception, a script or
// picture that the policy blocks, a file that is missing) fails the test. What a page showed when its test failed lies in .mesh/web-failures.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { toolchain } from "@meshmart/mesh/state";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { launchBrowser, type Visitor, type VisitorOptions, visit } from "./visitor.ts";

/** A telephone and a desk. */
export const WIDTHS = [360, 1440] as const;

const visitors: Visitor[] = [];
const faults: string[] = [];
let browser: Browser;

/** To be called at the top of a file: opens the browser before its tests, and closes everything after them. */
export function withBrowser(baseUrl: string = inject("gatewayUrl")): (options?: VisitorOptions) => Promise<Visitor> {
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await keepPictures(task.name);
    await Promise.all(visitors.splice(0).map(({ context }) => context.close()));
    expect(faults.splice(0)).toEqual([]);
  });
  afterAll(() => browser.close());
  return async (options = {}) => {
    const visitor = await visit(browser, baseUrl, options);
    visitors.push(visitor);
    visitor.context.on("page", watchFaults);
    watchFaults(visitor.page);
    return visitor;
  };
}

async function keepPictures(test: string): Promise<void> {
  const folder = join(toolchain, "web-failures");
  mkdirSync(folder, { recursive: true });
  const name = test.replaceAll(/\W+/g, "-").slice(0, 80);
  for (const [index, { page }] of visitors.entries())
    await page.screenshot({ path: join(folder, `${name}-${index + 1}.png`) }).catch(() => {}); // It was closed by its test.
}

/** What a test has brought about itself is no fault. */
export function forgiveFaults(pattern: RegExp): void {
  faults.splice(0, faults.length, ...faults.filter((fault) => !pattern.test(fault)));
}

/** Whether nothing of the page has to be scrolled to sideways. */
export function fitsItsWidth(page: Page): Promise<boolean> {
  return page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth");
}

function watchFaults(page: Page): void {
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    if (/Content.Security.Policy|React|hydrat|Warning:/i.test(text) && message.type() === "error")
      faults.push(`${page.url()}: ${text}`);
  });
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    // Calls may be refused for good reasons; files are there or the shop is broken.
    if (response.status() === 404 && /^\/(assets|pictures)\//.test(pathname)) faults.push(`${pathname} is missing`);
  });
}
