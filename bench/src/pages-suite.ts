// A product's page, composed of eight services: what one costs over all processes, and how long it takes, against the same parts fetched
// one by one as a client would without composition.
import { Agent } from "node:http";
import { type Mesh, startMesh } from "@meshmart/mesh/mesh";
import { cpuMsOf } from "./cpu.ts";
import { signUp } from "./customer.ts";
import { closedLoop, exchange } from "./http.ts";
import { latenciesAtRate } from "./latency.ts";
import type { Options } from "./options.ts";
import { PRODUCT_ID } from "./rpc/reply.ts";
import { median, percentile, sum } from "./stats.ts";
import { type Cell, printTable } from "./table.ts";

const IN_FLIGHT = 16;
const RATE = 20;
const WARM_UP = 2_000;
// Google's Online Boutique on a machine of the same shape, CPU-ms a page and ms: see docs/benchmarks.md.
const BOUTIQUE = { cpu: 3.5, p99: 16.4 };

const PARTS = [
  `/v1/products/${PRODUCT_ID}`,
  `/v1/products/${PRODUCT_ID}/offers`,
  `/v1/products/${PRODUCT_ID}/stock`,
  `/v1/products/${PRODUCT_ID}/reviews?page_size=5`,
  `/v1/products/${PRODUCT_ID}/alsoBought`,
  "/v1/shippingOptions",
  "/v1/coupons",
  "/v1/banners?slot=product",
  "/v1/cart:count",
  `/v1/orders?product_id=${PRODUCT_ID}&page_size=5`,
];

interface Way {
  readonly name: string;
  readonly fetch: () => Promise<void>;
  readonly cpu: Map<string, number>[];
  readonly perSecond: number[];
  readonly latencies: number[];
}

export async function benchPages({ rounds = 3, pages = 2_000, seconds = 15, dir, env }: Options): Promise<void> {
  const mesh = await startMesh({ gatewayPort: 0, dir, env });
  const agent = new Agent({ keepAlive: true });
  try {
    const customer = await signUp(mesh.gatewayUrl);
    let headers = await customer.signIn();
    const get = (path: string) => exchange(agent, new URL(path, mesh.gatewayUrl), undefined, headers);
    const way = (name: string, fetch: Way["fetch"]): Way => ({ name, fetch, cpu: [], perSecond: [], latencies: [] });
    const ways = [
      way("composed", async () => mustBeWhole(await get(`/v1/productPages/${PRODUCT_ID}`))),
      way("one by one", async () => {
        for (const path of PARTS) await get(path);
      }),
    ];
    for (const { fetch } of ways) await closedLoop(WARM_UP / ways.length, IN_FLIGHT, fetch);
    for (let round = 0; round < rounds; round++) {
      headers = await customer.signIn();
      for (const one of ways) {
        await measure(mesh, one, pages);
        one.latencies.push(...(await latenciesAtRate(RATE, seconds, one.fetch)));
      }
    }
    print(ways, rounds);
  } finally {
    agent.destroy();
    await mesh.stop();
  }
}

async function measure(mesh: Mesh, { fetch, cpu, perSecond }: Way, pages: number): Promise<void> {
  const processes = (await mesh.processes()).flatMap(({ name, pid }) => (pid ? [{ name, pid }] : []));
  const pids = processes.map(({ pid }) => pid);
  const before = cpuMsOf(pids);
  const startedAt = performance.now();
  await closedLoop(pages, IN_FLIGHT, fetch);
  perSecond.push((pages * 1000) / (performance.now() - startedAt));
  const after = cpuMsOf(pids);
  cpu.push(new Map(processes.map(({ name }, index) => [name, (after[index]! - before[index]!) / pages])));
}

/** A page with a part missing costs less: it may not count. */
function mustBeWhole(page: string): void {
  const degraded = page.indexOf("STATE_DEGRADED");
  if (degraded >= 0) throw new Error(`A part of the page was missing: ...${page.slice(degraded - 100, degraded + 50)}`);
}

function print(ways: readonly Way[], rounds: number): void {
  const [composed, single] = ways as [Way, Way];
  const of = ({ cpu }: Way, name: string) => median(cpu.map((round) => round.get(name) ?? Number.NaN));
  const total = ({ cpu }: Way) => median(cpu.map((round) => sum([...round.values()])));
  const names = [...composed.cpu[0]!.keys()].toSorted((a, b) => of(composed, b) - of(composed, a));
  printTable(
    `A product's page, ${IN_FLIGHT} in flight: CPU-ms a page by process (median of ${rounds} rounds)`,
    ["process", "composed", "one by one"],
    [
      ...names.map((name): Cell[] => [name, of(composed, name), of(single, name)]),
      ["all", total(composed), total(single)],
      ["to Online Boutique (five parts)", total(composed) / BOUTIQUE.cpu, total(single) / BOUTIQUE.cpu],
      ["pages a second", median(composed.perSecond), median(single.perSecond)],
    ],
  );
  const p50 = (way: Way) => percentile(way.latencies, 0.5);
  const p99 = (way: Way) => percentile(way.latencies, 0.99);
  printTable(
    `The same at ${RATE} a second: ms`,
    ["", "composed", "one by one", "composed to one by one", "composed to Online Boutique"],
    [
      ["p50", p50(composed), p50(single), p50(composed) / p50(single), undefined],
      ["p99", p99(composed), p99(single), p99(composed) / p99(single), p99(composed) / BOUTIQUE.p99],
    ],
  );
}
