// A visitor of the shop: a profile of their own in a real Chromium, with cookies, storage and tabs.
import { BROWSER_NEEDED, findBrowser } from "@meshmart/mesh/browser";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

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
