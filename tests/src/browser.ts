// A real Chromium in front of the whole mesh. A visitor is a browser profile of their own: cookies, storage, tabs. Whatever goes wrong in
// a page that no test asked for (an exception, a script or picture that the policy blocks, a file that is missing) fails the test.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { BROWSER_NEEDED, findBrowser } from "@meshmart/mesh/browser";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject, onTestFailed } from "vitest";

/** A telephone and a desk. */
export const WIDTHS = [360, 1440] as const;

/** A page's longest wait for something to appear. */
const PATIENCE_MS = 15_000;

export interface VisitorOptions {
  readonly width?: number;
  readonly language?: "en" | "ko";
  readonly theme?: "light" | "dark";
}

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Another tab of the same browser. */
  tab(path: string): Promise<Page>;
  /** Opens a path of the shop. */
  open(path: string): Promise<void>;
}

const visitors: BrowserContext[] = [];
const faults: string[] = [];
let browser: Browser;

/** To be called at the top of a file: opens the browser before its tests, and closes everything after them. */
export function withBrowser(baseUrl: string = inject("gatewayUrl")): (options?: VisitorOptions) => Promise<Visitor> {
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    await Promise.all(visitors.splice(0).map((context) => context.close()));
    expect(faults.splice(0)).toEqual([]);
  });
  afterAll(() => browser.close());
  return async (options = {}) => {
    const visitor = await visit(browser, baseUrl, options);
    visitors.push(visitor.context);
    visitor.context.on("page", watchFaults);
    watchFaults(visitor.page);
    onTestFailed(async ({ task }) => {
      const folder = join(inject("meshDir"), "web-failures");
      mkdirSync(folder, { recursive: true });
      const name = `${task.name.replaceAll(/\W+/g, "-").slice(0, 80)}-${visitors.length}.png`;
      await visitor.page.screenshot({ path: join(folder, name) }).catch(() => {});
    });
    return visitor;
  };
}

/** Whether nothing of the page has to be scrolled to sideways. */
export function fitsItsWidth(page: Page): Promise<boolean> {
  return page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth");
}

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error(BROWSER_NEEDED);
  // The sandbox needs rights that containers and root do not have; the pages are our own. A small /dev/shm would crash tabs.
  const args = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
  ];
  return chromium.launch({ executablePath, args });
}

export async function visit(
  browser: Browser,
  baseURL: string,
  { width = 1440, language = "en", theme = "light" }: VisitorOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL,
    viewport: { width, height: width < 600 ? 740 : 900 },
    hasTouch: width < 600,
    locale: language === "ko" ? "ko-KR" : "en-US",
    timezoneId: "Asia/Seoul",
    colorScheme: theme,
    // What moves is compared with what stands.
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  return {
    context,
    page,
    async tab(path) {
      const tab = await context.newPage();
      await tab.goto(path);
      return tab;
    },
    async open(path) {
      await page.goto(path);
    },
  };
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
