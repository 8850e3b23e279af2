// What the shop costs a browser: bytes of script of a first load, and Lighthouse's marks on the pages that people land on, as it simulates
// a slow telephone. Lighthouse is fetched when it is measured (npx), not installed with everything else.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { BROWSER_NEEDED, findBrowser } from "@meshmart/mesh/browser";
import { startMesh } from "@meshmart/mesh/mesh";
import type { Options } from "./options.ts";
import { PRODUCT_ID } from "./rpc/reply.ts";
import { median } from "./stats.ts";
import { printTable } from "./table.ts";

const LIGHTHOUSE = "lighthouse@13.5.0";
const MARKS = { performance: 95, accessibility: 95, scriptKilobytes: 150 };
const PATHS = ["/", `/products/${PRODUCT_ID}`];
const TIMEOUT_MS = 180_000;
/** Now and then the browser's record lacks its beginning, and Lighthouse asks to be run again. */
const MAX_TRIES = 3;

interface Report {
  readonly performance: number;
  readonly accessibility: number;
  readonly lcpMs: number;
  readonly blockedMs: number;
  readonly shift: number;
  /** As sent: packed. */
  readonly scriptKilobytes: number;
}

export async function benchWeb({ rounds = 3, dir, env }: Options): Promise<void> {
  const browser = findBrowser();
  if (!browser) throw new Error(BROWSER_NEEDED);
  const mesh = await startMesh({ gatewayPort: 0, dir, env });
  try {
    const rows = [];
    for (const path of PATHS) {
      const reports: Report[] = [];
      // The first one warms the mesh up.
      for (let round = 0; round <= rounds; round++) reports.push(await audit(mesh.gatewayUrl + path, browser));
      const of = (figure: (report: Report) => number) => median(reports.slice(1).map(figure));
      rows.push([
        path,
        of(({ performance }) => performance),
        of(({ accessibility }) => accessibility),
        of(({ lcpMs }) => lcpMs),
        of(({ blockedMs }) => blockedMs),
        of(({ shift }) => shift),
        of(({ scriptKilobytes }) => scriptKilobytes),
      ]);
    }
    printTable(
      `The shop by Lighthouse, on a slow telephone (median of ${rounds} rounds)`,
      ["page", "performance", "accessibility", "LCP, ms", "blocked, ms", "shift", "script, kB"],
      [
        ...rows,
        ["mark", MARKS.performance, MARKS.accessibility, undefined, undefined, undefined, MARKS.scriptKilobytes],
      ],
    );
  } finally {
    await mesh.stop();
  }
}

async function audit(url: string, browser: string): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "meshmart-lighthouse-"));
  const file = join(folder, "report.json");
  try {
    const args = ["--yes", LIGHTHOUSE, url, "--quiet", "--output=json", `--output-path=${file}`];
    const flags = "--chrome-flags=--headless --no-sandbox --disable-gpu --disable-dev-shm-usage";
    const only = "--only-categories=performance,accessibility";
    await runAgainIfAsked(() =>
      promisify(execFile)("npx", [...args, only, flags], {
        timeout: TIMEOUT_MS,
        env: { ...process.env, CHROME_PATH: browser },
      }),
    );
    const { categories, audits } = JSON.parse(readFileSync(file, "utf8"));
    const requests: readonly { readonly resourceType?: string; readonly transferSize: number }[] =
      audits["network-requests"].details.items;
    const scripts = requests.filter(({ resourceType }) => resourceType === "Script");
    return {
      performance: categories.performance.score * 100,
      accessibility: categories.accessibility.score * 100,
      lcpMs: audits["largest-contentful-paint"].numericValue,
      blockedMs: audits["total-blocking-time"].numericValue,
      shift: audits["cumulative-layout-shift"].numericValue,
      scriptKilobytes: scripts.reduce((total, { transferSize }) => total + transferSize, 0) / 1000,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runAgainIfAsked(run: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await run();
      return;
    } catch (error) {
      if (tries === MAX_TRIES || !String((error as { stderr?: unknown }).stderr).includes("NO_NAVSTART")) throw error;
    }
  }
}
