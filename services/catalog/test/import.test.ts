// Imports: good lines become products, bad ones are named, and running one again changes nothing, however it was cut off.
import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { ProductChangedSchema } from "@meshmart/gen/meshmart/catalog/v1/catalog_events_pb";
import type { ImportProductsResponse } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { collectEvents } from "@meshmart/kit/testing";
import { describe, expect, it, vi } from "vitest";
import { broker, customer, ordering, outcome, shopper, sql, staff } from "./catalog.ts";

const HEADER = "sku,title,description,category,weight_grams,price_krw,price_usd\n";

async function* piecesOf(file: string, contentType: string, size = 64 * 1024) {
  const bytes = Buffer.from(file);
  for (let from = 0, type = contentType; from === 0 || from < bytes.length; from += size, type = "") {
    yield { body: { contentType: type, data: new Uint8Array(bytes.subarray(from, from + size)) } };
  }
}

async function importing(file: string, contentType = "text/csv", size?: number): Promise<ImportProductsResponse[]> {
  const answers = [];
  for await (const answer of staff.importProducts(piecesOf(file, contentType, size))) answers.push(answer);
  return answers;
}

const counts = ({ readCount, createdCount, updatedCount, refusedCount }: ImportProductsResponse) => [
  readCount,
  createdCount,
  updatedCount,
  refusedCount,
];
const skuOf = (run: string, index: number) => `${run}-${String(index).padStart(5, "0")}`;
const linesOf = (run: string, number: number, title = "Imported") =>
  Array.from(
    { length: number },
    (_, index) => `${skuOf(run, index)},${title} ${index},,imported,100,${1000 + index},\n`,
  ).join("");
const productsOf = (run: string) =>
  sql<{ sku: string; title: string; version: bigint }[]>`
    select sku, title, version from products where sku like ${`${run}-%`} order by sku`;
const newRun = () => randomUUID().slice(0, 8);

describe("a CSV file", () => {
  it.each([1, 13, 100_000])("becomes products, Korean and quoted ones too, in pieces of %i bytes", async (size) => {
    const run = newRun();
    const file = `${HEADER}${run}-1,머그컵,"따뜻한 ""차""를 위한,\n큰 컵",imported,420,12900,9.90\r\n\n${run}-2,Plain,,imported,10,,0.99`;
    const answers = await importing(file, "text/csv; charset=utf-8", size);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({
      readCount: 2,
      createdCount: 2,
      updatedCount: 0,
      refusedCount: 0,
      errors: [],
      done: true,
    });

    const [row] = await sql<{ product_id: string }[]>`select product_id from products where sku = ${`${run}-1`}`;
    const { productDetails } = await staff.getProductDetails({ productId: row!.product_id });
    expect(productDetails).toMatchObject({
      title: "머그컵",
      description: '따뜻한 "차"를 위한,\n큰 컵',
      category: "imported",
      weightGrams: 420,
      purchaseOptions: [
        { purchaseOptionId: "standard", prices: [{ units: 12_900n }, { units: 9n, nanos: 900_000_000 }] },
      ],
    });
    const found = await shopper.searchProducts({ query: "머그", category: "imported", pageSize: 100 });
    expect(found.products.map(({ productId }) => productId)).toContain(row!.product_id);
  });

  it("tells how far it is after every 500 lines", async () => {
    const run = newRun();
    const answers = await importing(HEADER + linesOf(run, 1200), "text/csv", 1000);
    expect(answers.map(counts)).toEqual([
      [500, 500, 0, 0],
      [1000, 1000, 0, 0],
      [1200, 1200, 0, 0],
    ]);
    expect(answers.map(({ done }) => done)).toEqual([false, false, true]);
    expect(await productsOf(run)).toHaveLength(1200);
  });

  it("that is imported again changes what has changed, and nothing else", async () => {
    const run = newRun();
    await importing(HEADER + linesOf(run, 20));
    expect(counts((await importing(HEADER + linesOf(run, 20)))[0]!)).toEqual([20, 0, 0, 0]);
    const changed = linesOf(run, 25).replace("Imported 7,", "Renamed,").replace(",1003,", ",999,");
    expect(counts((await importing(HEADER + changed))[0]!)).toEqual([25, 5, 2, 0]);
    const rows = await productsOf(run);
    expect(rows.filter(({ version }) => version === 2n).map(({ sku }) => sku)).toEqual([skuOf(run, 3), skuOf(run, 7)]);
  });

  it("gives a product its picture, and one that says nothing of it takes none away", async () => {
    const run = newRun();
    const header = `${HEADER.trim()},picture_path\n`;
    const line = (title: string) => `${run}-1,${title},,imported,1,1,`;
    const picture = async () =>
      (await sql`select picture_path as path from products where sku = ${`${run}-1`}`)[0]!.path;
    await importing(`${header}${line("Mug")},/pictures/mug.svg\n`);
    expect(await picture()).toBe("/pictures/mug.svg");
    expect(counts((await importing(`${HEADER}${line("Cup")}\n`))[0]!)).toEqual([1, 0, 1, 0]);
    expect(counts((await importing(`${header}${line("Cup")},\n`))[0]!)).toEqual([1, 0, 0, 0]);
    expect(await picture()).toBe("/pictures/mug.svg");
    const [answer] = await importing(`${header}${line("Cup")},mug.svg\n`);
    expect(answer).toMatchObject({
      refusedCount: 1,
      errors: [{ line: 2, message: expect.stringContaining("picture_path") }],
    });
  });

  it("may have a line twice: the later one counts", async () => {
    const run = newRun();
    const line = (title: string) => `${run}-1,${title},,imported,1,1,\n`;
    const [answer] = await importing(HEADER + line("First") + line("Second") + line("Second"));
    expect(counts(answer!)).toEqual([3, 1, 1, 0]);
    expect(await productsOf(run)).toEqual([{ sku: `${run}-1`, title: "Second", version: 1n }]);
  });
});

it("reads NDJSON as well", async () => {
  const run = newRun();
  const line = (index: number, some = {}) =>
    JSON.stringify({
      sku: `${run}-${index}`,
      title: "줄",
      category: "imported",
      weight_grams: 5,
      price_usd: 1.5,
      ...some,
    });
  const file = [line(1), line(2, { price_krw: "900" }), "", line(3, { colour: "red" }), "{", line(4)].join("\n");
  const [answer] = await importing(file, "application/x-ndjson", 3);
  expect(counts(answer!)).toEqual([5, 3, 0, 2]);
  expect(answer!.errors.map(({ line: number }) => number)).toEqual([4, 5]);
});

it("names each bad line with its number and what is wrong, and imports the others", async () => {
  const run = newRun();
  const file = [
    `${run}-1,Good,,imported,1,1,`,
    `no spaces,Bad,,imported,1,1,`,
    `${run}-2,${"x".repeat(201)},,imported,1,1,`,
    `${run}-3,Bad,,Im ported,1,1,`,
    `${run}-4,Bad,,imported,0,1,`,
    `${run}-5,Bad,,imported,1,0,`,
    `,Bad,,imported,1,1,`,
    `${run}-6,Bad,,imported,1,,9.999`,
    `${run}-7,Too long,${"y".repeat(70_000)},imported,1,1,`,
    `${run}-8,Bad,${"z".repeat(4001)},imported,1,1,`,
    `${run}-9,Good,,imported,1,1,`,
  ].join("\n");
  const [answer] = await importing(HEADER + file, "text/csv", 10_000);
  expect(counts(answer!)).toEqual([11, 2, 0, 9]);
  expect(answer!.errors.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(answer!.errors[0]!.message).toMatch(/^sku: /);
  expect(answer!.errors[4]!.message).toContain("more than zero");
  expect(answer!.errors[7]!.message).toContain("longer than 65536 bytes");
  expect((await productsOf(run)).map(({ sku }) => sku)).toEqual([`${run}-1`, `${run}-9`]);
});

it("names at most a hundred bad lines an answer, and counts them all", async () => {
  const answers = await importing(HEADER + "bad\n".repeat(700));
  expect(answers.map(({ errors }) => errors.length)).toEqual([100, 100]);
  expect(answers.map(({ refusedCount }) => refusedCount)).toEqual([500, 700]);
  expect(answers[1]!.errors[0]!.line).toBe(502);
});

it("keeps the other options of a product, whose default it prices", async () => {
  const sku = `K-${newRun()}`;
  const price = (units: number) => [{ currencyCode: "KRW", units: BigInt(units) }];
  const { productDetails } = await staff.createProduct({
    requestId: randomUUID(),
    productDetails: {
      sku,
      title: "Pan",
      category: "imported",
      weightGrams: 5,
      purchaseOptions: [
        { purchaseOptionId: "small", title: "Small", prices: price(10) },
        { purchaseOptionId: "large", title: "Large", prices: price(20) },
      ],
    },
  });
  await importing(`${HEADER}${sku},Pan,,imported,5,11,`);
  const after = await staff.getProductDetails({ productId: productDetails!.productId });
  expect(after.productDetails?.purchaseOptions).toMatchObject([
    { purchaseOptionId: "small", title: "Small", prices: [{ units: 11n }] },
    { purchaseOptionId: "large", title: "Large", prices: [{ units: 20n }] },
  ]);
});

it("tells of each product that it made or changed", async () => {
  const run = newRun();
  const events = await collectEvents(broker, [ProductChangedSchema]);
  await importing(HEADER + linesOf(run, 3, run));
  await importing(HEADER + linesOf(run, 3, run).replace(`${run} 1,`, `${run} one,`));
  const ours = () =>
    events
      .map(({ message }) => message as unknown as { title: string; version: bigint })
      .filter(({ title }) => title.startsWith(run));
  await vi.waitFor(() => expect(ours()).toHaveLength(4), 5_000);
  expect(ours()[3]).toMatchObject({ title: `${run} one`, version: 2n });
});

it("leaves whole batches when it is cut off, and can be run again", async () => {
  const run = newRun();
  const file = HEADER + linesOf(run, 2_300);
  const leaving = new AbortController();
  async function* half() {
    for await (const piece of piecesOf(file.slice(0, file.indexOf(skuOf(run, 1_700)) + 20), "text/csv", 10_000))
      yield piece;
    await new Promise((resolve) => leaving.signal.addEventListener("abort", resolve));
  }
  const read = async () => {
    for await (const { readCount } of staff.importProducts(half(), { signal: leaving.signal })) {
      if (readCount === 1_500) leaving.abort();
    }
  };
  await expect(read()).rejects.toMatchObject({ code: Code.Canceled });
  expect(await productsOf(run)).toHaveLength(1_500);
  const answers = await importing(file);
  expect(counts(answers.at(-1)!)).toEqual([2_300, 800, 0, 0]);
  expect(await productsOf(run)).toHaveLength(2_300);
});

it("may run beside itself: every product is made once", async () => {
  const run = newRun();
  const lines = linesOf(run, 1_000).trimEnd().split("\n");
  const files = [lines, lines.toReversed(), lines].map((some) => HEADER + some.join("\n"));
  const finals = (await Promise.all(files.map((file) => importing(file)))).map((answers) => answers.at(-1)!);
  expect(finals.reduce((sum, { createdCount }) => sum + createdCount, 0)).toBe(1_000);
  expect(await productsOf(run)).toHaveLength(1_000);
});

it("reads no faster than it writes", async () => {
  const run = newRun();
  await importing(HEADER + linesOf(run, 1));
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const holding = sql.begin(async (tx) => {
    await tx`select 1 from products where sku = ${skuOf(run, 0)} for update`;
    locked.resolve();
    await released;
  });
  await locked.promise;

  const [PIECES, LINES] = [200, 25];
  let sent = 0;
  async function* pieces() {
    yield { body: { contentType: "text/csv", data: Buffer.from(HEADER) } };
    const lines = Array.from(
      { length: LINES },
      (_, index) => `${skuOf(run, index % 50)},Long,${"d".repeat(3_900)},imported,100,1,\n`,
    );
    for (; sent < PIECES; sent++) yield { body: { data: Buffer.from(lines.join("")) } };
  }
  let last: ImportProductsResponse | undefined;
  const read = async () => {
    for await (const answer of staff.importProducts(pieces())) last = answer;
  };
  const reading = read();
  // The first batch waits for the lock: the sender is stopped long before the 20 MB are on their way.
  const counted: number[] = [];
  try {
    await vi.waitFor(
      () => {
        counted.push(sent);
        expect(counted.slice(-4)).toEqual([sent, sent, sent, sent]);
        expect(sent).toBeGreaterThan(500 / LINES);
      },
      { timeout: 4_000, interval: 100 },
    );
    expect(sent).toBeLessThan(PIECES / 2);
  } finally {
    release();
  }
  await Promise.all([holding, reading]);
  expect(last).toMatchObject({ readCount: PIECES * LINES, done: true });
});

describe("a file that is none", () => {
  it.each([
    ["CONTENT_TYPE_UNKNOWN", "sku", "application/json"],
    ["CONTENT_TYPE_UNKNOWN", "sku", ""],
    ["HEADER_INVALID", "sku,name\nA,B", "text/csv"],
    ["HEADER_INVALID", "", "text/csv"],
    ["HEADER_INVALID", "x".repeat(70_000), "text/csv"],
    ["PIECE_TOO_LARGE", "x".repeat(1024 * 1024 + 1), "text/csv"],
  ])("is refused: %s", async (reason, file, contentType) => {
    const error = ConnectError.from(await importing(file, contentType, 2 ** 30).catch((thrown) => thrown));
    expect(error.code).toBe(Code.InvalidArgument);
    expect(await outcome(Promise.reject(error))).toBe(reason);
  });

  it("has no lines, and then nothing happens", async () => {
    expect((await importing(HEADER)).map(counts)).toEqual([[0, 0, 0, 0]]);
    expect((await importing("", "application/x-ndjson")).map(counts)).toEqual([[0, 0, 0, 0]]);
  });
});

it("is for staff alone", async () => {
  for (const [client, reason] of [
    [shopper, "SIGN_IN_REQUIRED"],
    [ordering, "SIGN_IN_REQUIRED"],
    [customer, "STAFF_ONLY"],
  ] as const) {
    const read = async () => {
      for await (const _ of client.importProducts(piecesOf(HEADER, "text/csv"))) expect.unreachable();
    };
    expect(await outcome(read())).toBe(reason);
  }
});
