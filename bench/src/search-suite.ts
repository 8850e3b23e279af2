// Search over 100,000 products: imported as staff imports them, then searched at a steady rate, each kind of search by itself. Beside them
// as a peer: one product, read by its id, which is what the way to the catalog and into its database costs on this machine at this hour.
import { createClient } from "@connectrpc/connect";
import { CatalogService, SearchProductsRequest_Sort as Sort } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { createChannel } from "@meshmart/kit/channel";
import { createGrpcTransport } from "@meshmart/kit/transport";
import { startMesh } from "@meshmart/mesh/mesh";
import { connect } from "nats";
import postgres from "postgres";
import { latenciesInTurn } from "./latency.ts";
import type { Options } from "./options.ts";
import { PRODUCT_ID } from "./rpc/reply.ts";
import { staffHeaders } from "./staff.ts";
import { type Cell, printTable } from "./table.ts";
import { isPublished, until } from "./until.ts";

const PRODUCTS = 100_000;
const RATE = 50;
const PIECE_BYTES = 256 * 1024;
const SETTLE_TIMEOUT_MS = 120_000;

const ADJECTIVES =
  "blue red green wooden steel ceramic handmade vintage modern compact large small soft warm cold light".split(" ");
const NOUNS = "mug kettle lamp chair table rug clock vase basket shelf mirror blanket pillow bottle knife board".split(
  " ",
);
const CATEGORIES = "kitchen home beauty books electronics sports toys garden".split(" ");

const won = (units: number) => ({ currencyCode: "KRW", units: BigInt(units) });
const SEARCHES = {
  "one word, many matches": { query: "blue" },
  "two words": { query: "wooden chair" },
  "a word that is begun": { query: "cer" },
  "a word nobody uses": { query: "xylophone" },
  "words, in one category": { query: "steel", category: "kitchen" },
  "words, cheapest first": { query: "lamp", sort: Sort.PRICE_ASCENDING },
  "a price range, dearest first": { minPrice: won(10_000), maxPrice: won(30_000), sort: Sort.PRICE_DESCENDING },
  "everything, newest first": { sort: Sort.NEWEST },
} as const;

export async function benchSearch({ rounds = 5, seconds = 4, dir, env }: Options): Promise<void> {
  const mesh = await startMesh({ gatewayPort: 0, dir, env, only: ["catalog"] });
  const broker = await connect({ servers: mesh.natsUrl });
  const channel = createChannel("catalog", await mesh.address("catalog"));
  try {
    const catalog = createClient(CatalogService, createGrpcTransport({ client: channel }));
    const startedAt = performance.now();
    let created = 0;
    for await (const answer of catalog.importProducts(pieces(), { headers: await staffHeaders(broker) })) {
      created = answer.createdCount;
    }
    const importSeconds = (performance.now() - startedAt) / 1000;
    console.log(
      `\n${created} products imported in ${importSeconds.toFixed(1)} s, ${(created / importSeconds).toFixed(0)} a second`,
    );

    await untilSettled(mesh.adminDatabaseUrl("catalog"));

    const [peer, ...searches] = await latenciesInTurn(RATE, { rounds, seconds }, [
      () => catalog.getProduct({ productId: PRODUCT_ID }),
      ...Object.values(SEARCHES).map((search) => () => catalog.searchProducts(search)),
    ]);
    const rows: Cell[][] = [["one product, by its id", peer!.p50, peer!.p99]];
    for (const [index, name] of Object.keys(SEARCHES).entries()) {
      const { p50, p99 } = searches[index]!;
      rows.push([name, p50, p99, p50 / peer!.p50, p99 / peer!.p99]);
    }
    printTable(
      `A page of a search over ${PRODUCTS} products, ${RATE} a second: ms (median of ${rounds} rounds)`,
      ["", "p50", "p99", "p50 to one product", "p99 to one product"],
      rows,
    );
  } finally {
    channel.close();
    await broker.close();
    await mesh.stop();
  }
}

/** The import's events are published, and the tables are as autovacuum leaves them a minute later: neither goes on while searches are measured. */
async function untilSettled(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    await until(() => isPublished(sql), SETTLE_TIMEOUT_MS, "The import's events were not published");
    await sql`vacuum (analyze)`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function* pieces() {
  let lines = "";
  const piece = () => {
    const data = Buffer.from(lines);
    lines = "";
    return { body: { contentType: "application/x-ndjson", data } };
  };
  for (let index = 0; index < PRODUCTS; index++) {
    const of = <T>(list: readonly T[], step: number) => list[Math.floor(index / step) % list.length]!;
    lines += `${JSON.stringify({
      sku: `BENCH-${index}`,
      title: `${of(ADJECTIVES, 1)} ${of(NOUNS, 16)} ${index}`,
      description: `A ${of(ADJECTIVES, 7)} ${of(NOUNS, 5)} for the ${of(CATEGORIES, 3)}.`,
      category: of(CATEGORIES, 11),
      weight_grams: 100 + (index % 900),
      price_krw: 1_000 + ((index * 7_919) % 200_000),
    })}\n`;
    if (lines.length > PIECE_BYTES) yield piece();
  }
  yield piece();
}
