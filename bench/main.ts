// Measures, side by side with what one would otherwise use. Prints medians of several rounds and their ratios; judges nothing: a
// machine that is busy makes every figure worse, and a ratio least of all.
import { parseArgs } from "node:util";
import type { Options } from "./src/options.ts";

const HELP = `npm run bench -- [SUITE...] [OPTIONS]

  rpc               a service's unary call on one core, against grpc-go and bare grpc-js, and the cost of each interceptor
  orders            orders through the gateway: CPU by process, orders per second, latencies
  pages             a product's page, composed of eight services, against its parts fetched one by one
  search            searches over 100,000 products, imported as staff imports them
  recommendations   learning from 100,000 orders, retraining, and answers
  gateway           REST calls at the gateway, against the same calls by gRPC
  web               the shop by Lighthouse: its marks, and the bytes of a first load
  start             a warm start of the whole mesh, and what it takes when idle

Without a suite, all of them. Options:
  --rounds N    how often each figure is taken (rpc, gateway: 5; orders, pages, web, start: 3)
  --calls N     calls in a round of rpc and gateway (20000)
  --orders N    orders in a round of orders with 16 in flight (2000)
  --pages N     pages in a round of pages with 16 in flight (2000)
  --lines N     lines of an order (1)
  --seconds N   how long orders and pages come in at 20/s (15)
  --dir FOLDER  state folder of the meshes; without it a new one each, removed afterwards
  --boutique A,B,C,D
                what Online Boutique takes on this machine at this hour, to compare orders with: CPU-ms an order with 16 in flight and
                at 20/s, ms at 20/s as p50 and p99 (3.0,11,7.6,16.5: as it was measured when the marks were set)
  --env A=B     for every process of orders, pages and gateway, such as NODE_OPTIONS=--cpu-prof; may be repeated
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: "boolean", short: "h", default: false },
    rounds: { type: "string" },
    calls: { type: "string" },
    orders: { type: "string" },
    pages: { type: "string" },
    lines: { type: "string" },
    seconds: { type: "string" },
    dir: { type: "string" },
    boutique: { type: "string", default: "3.0,11,7.6,16.5" },
    env: { type: "string", multiple: true, default: [] },
  },
});

const suites: Record<string, () => Promise<(options: Options) => Promise<void>>> = {
  rpc: async () => (await import("./src/rpc/suite.ts")).benchRpc,
  orders: async () => (await import("./src/orders/suite.ts")).benchOrders,
  pages: async () => (await import("./src/pages-suite.ts")).benchPages,
  search: async () => (await import("./src/search-suite.ts")).benchSearch,
  recommendations: async () => (await import("./src/recommendations-suite.ts")).benchRecommendations,
  gateway: async () => (await import("./src/gateway-suite.ts")).benchGateway,
  web: async () => (await import("./src/web-suite.ts")).benchWeb,
  start: async () => (await import("./src/start-suite.ts")).benchStart,
};

const unknown = positionals.find((name) => !(name in suites));
if (values.help || unknown !== undefined) {
  if (unknown !== undefined) console.log(`There is no suite "${unknown}".\n`);
  console.log(HELP);
} else {
  const [closedCpu, openCpu, openP50, openP99] = values.boutique.split(",").map(Number);
  if (![closedCpu, openCpu, openP50, openP99].every((figure) => figure !== undefined && figure > 0))
    throw new Error(`--boutique takes four numbers, such as 3.0,11,7.6,16.5, not "${values.boutique}".`);
  const number = (text: string | undefined) => (text === undefined ? undefined : Math.max(1, Math.round(Number(text))));
  const options: Options = {
    rounds: number(values.rounds),
    calls: number(values.calls),
    orders: number(values.orders),
    pages: number(values.pages),
    lines: number(values.lines),
    seconds: number(values.seconds),
    dir: values.dir,
    boutique: { closedCpu: closedCpu!, openCpu: openCpu!, openP50: openP50!, openP99: openP99! },
    env: Object.fromEntries(values.env.map((entry) => [entry.split("=", 1)[0], entry.slice(entry.indexOf("=") + 1)])),
  };
  for (const name of positionals.length > 0 ? positionals : Object.keys(suites)) {
    const bench = await suites[name]!();
    await bench(options);
  }
}
