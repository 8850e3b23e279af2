// What staff does to products: made once, changed on top of what was seen, told to everybody.
import { randomUUID } from "node:crypto";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import { BadRequestSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { ProductChangedSchema } from "@meshmart/gen/meshmart/catalog/v1/catalog_events_pb";
import type { ProductDetailsSchema } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { collectEvents } from "@meshmart/kit/testing";
import { describe, expect, it, vi } from "vitest";
import { broker, customer, ordering, outcome, shopper, sql, staff } from "./catalog.ts";

type Details = MessageInitShape<typeof ProductDetailsSchema>;
const soon = { timeout: 5_000, interval: 10 };
const won = (units: number) => ({ currencyCode: "KRW", units: BigInt(units), nanos: 0 });
const dollars = (cents: number) => ({
  currencyCode: "USD",
  units: BigInt(Math.floor(cents / 100)),
  nanos: (cents % 100) * 10_000_000,
});
const option = (purchaseOptionId: string, ...prices: ReturnType<typeof won>[]) => ({
  purchaseOptionId,
  title: purchaseOptionId.toUpperCase(),
  prices,
});
const kettle = (some: Details = {}): Details => ({
  title: "Kettle",
  description: "Whistles.",
  category: "kettles",
  weightGrams: 900,
  picturePath: "/pictures/kettle.svg",
  purchaseOptions: [option("steel", dollars(2990), won(39_000)), option("red", won(35_000))],
  ...some,
});
const create = async (productDetails = kettle(), requestId: string = randomUUID()) =>
  (await staff.createProduct({ requestId, productDetails })).productDetails!;
const update = (productDetails: Details, ...paths: string[]) =>
  staff.updateProduct({ productDetails, updateMask: { paths } });
const fieldOf = async (call: Promise<unknown>) =>
  ConnectError.from(await call.catch((error) => error)).findDetails(BadRequestSchema)[0]?.fieldViolations[0]?.field;

describe("a new product", () => {
  it("is what was asked for, can be bought and found at once", async () => {
    const sku = `K-${randomUUID()}`;
    const made = await create(kettle({ sku, title: "Samovar" }));
    expect(made).toMatchObject({ ...kettle({ sku, title: "Samovar" }), purchaseOptions: [{}, {}] });
    expect(made.purchaseOptions.map(({ purchaseOptionId }) => purchaseOptionId)).toEqual(["steel", "red"]);
    expect(made.purchaseOptions[0]?.prices).toMatchObject([won(39_000), dollars(2990)]);
    expect(made.etag).not.toBe("");
    expect(Math.abs(Number(made.updateTime!.seconds) - Date.now() / 1000)).toBeLessThan(60);
    expect(await staff.getProductDetails({ productId: made.productId })).toMatchObject({ productDetails: made });

    const { products } = await ordering.batchGetProducts({ productIds: [made.productId], currencyCode: "KRW" });
    expect(products[0]).toMatchObject({ title: "Samovar", price: won(35_000), available: true, averageStars: 0 });
    const found = await shopper.searchProducts({ query: "samov", minPrice: won(35_000), maxPrice: won(35_000) });
    expect(found.products.map(({ productId }) => productId)).toEqual([made.productId]);
  });

  it("is made once for each request, however many send it at once", async () => {
    const requestId = randomUUID();
    const made = await Promise.all(Array.from({ length: 8 }, () => create(kettle(), requestId)));
    expect(new Set(made.map(({ productId }) => productId)).size).toBe(1);
    expect(made[0]!.sku).toBe(made[0]!.productId);
    await update({ productId: made[0]!.productId, title: "Kettle, later" }, "title");
    expect(await create(kettle(), requestId)).toMatchObject({ productId: made[0]!.productId, title: "Kettle, later" });
    expect(await outcome(create(kettle({ title: "Another" }), requestId))).toBe("REQUEST_ID_REUSED");
  });

  it("has a sku of its own", async () => {
    const sku = `K-${randomUUID()}`;
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => outcome(create(kettle({ sku })))));
    expect(outcomes.sort()).toEqual(["OK", ...Array(4).fill("SKU_TAKEN")]);
    const other = await create();
    expect(await outcome(update({ productId: other.productId, sku }, "sku"))).toBe("SKU_TAKEN");
  });

  it.each<[string, Details]>([
    ["title", { title: " " }],
    ["title", { title: "a\0b" }],
    ["category", { category: "" }],
    ["weight_grams", { weightGrams: 0 }],
    ["purchase_options", { purchaseOptions: [] }],
    ["purchase_options[1]", { purchaseOptions: [option("a", won(1)), option("a", won(1))] }],
    ["purchase_options[0].prices", { purchaseOptions: [option("a", won(0))] }],
    ["purchase_options[0].prices", { purchaseOptions: [option("a", won(-5))] }],
    ["purchase_options[0].prices", { purchaseOptions: [option("a", won(1), won(2))] }],
    ["purchase_options[0].prices", { purchaseOptions: [option("a", won(2 ** 50))] }],
    ["product_details.title", { title: "x".repeat(201) }],
    ["product_details.sku", { sku: "no spaces" }],
    ["product_details.category", { category: "Kitchen" }],
    ["product_details.purchase_options[0].prices", { purchaseOptions: [option("a")] }],
    ["product_details.picture_path", { picturePath: "pictures/kettle.svg" }],
    ["product_details.picture_path", { picturePath: "//elsewhere.example/kettle.svg" }],
    ["product_details.picture_path", { picturePath: "/pictures/../kettle.svg" }],
    ["product_details.picture_path", { picturePath: `/${"x".repeat(200)}` }],
  ])("is refused for what is wrong with it: %s %o", async (field, wrong) => {
    const [before] = await sql`select count(*)::int as products from products`;
    expect(await fieldOf(create(kettle(wrong)))).toBe(field);
    expect(await sql`select count(*)::int as products from products`).toEqual([before]);
  });

  it("takes no currency that the shop does not, and no fraction of a won", async () => {
    const price = (money: object) => create(kettle({ purchaseOptions: [option("a", { ...won(1), ...money })] }));
    expect(await outcome(price({ currencyCode: "EUR" }))).toBe("CURRENCY_NOT_TAKEN");
    expect(await outcome(price({ nanos: 500_000_000 }))).toBe("AMOUNT_TOO_FINE");
  });
});

describe("a change", () => {
  it("touches what the mask names, and nothing else", async () => {
    const made = await create();
    const all = {
      title: "Pot",
      description: "",
      category: "pots",
      weightGrams: 5,
      purchaseOptions: [option("x", won(1))],
    };
    const { productDetails } = await update({ productId: made.productId, ...all }, "title", "description");
    const { etag, updateTime } = productDetails!;
    expect(productDetails).toEqual({ ...made, title: "Pot", description: "", etag, updateTime });
    expect(etag).not.toBe(made.etag);
  });

  it("without a mask touches what is set", async () => {
    const made = await create();
    const { productDetails } = await update({ productId: made.productId, title: "Pot", weightGrams: 5 });
    const { etag, updateTime } = productDetails!;
    expect(productDetails).toEqual({ ...made, title: "Pot", weightGrams: 5, etag, updateTime });
  });

  it("of the picture is shown wherever the product is, and taking it away, too", async () => {
    const { productId } = await create();
    const shown = async () => [
      (await shopper.getProduct({ productId })).product!.picturePath,
      (await ordering.batchGetProducts({ productIds: [productId] })).products[0]!.picturePath,
      (await staff.getProductDetails({ productId })).productDetails!.picturePath,
    ];
    expect(await shown()).toEqual(Array(3).fill("/pictures/kettle.svg"));
    await update({ productId, picturePath: "/pictures/2026/red_kettle.webp" });
    expect(await shown()).toEqual(Array(3).fill("/pictures/2026/red_kettle.webp"));
    await update({ productId }, "picture_path");
    expect(await shown()).toEqual(["", "", ""]);
  });

  it("of the options replaces them, their prices and their order", async () => {
    const { productId } = await create();
    const purchaseOptions = [option("blue", won(500)), option("steel", won(900))];
    const { productDetails } = await update({ productId, purchaseOptions }, "purchase_options");
    expect(productDetails?.purchaseOptions).toMatchObject(purchaseOptions);
    const { product } = await shopper.getProduct({ productId, currencyCode: "USD" });
    expect(product?.price).toBeUndefined();
    expect((await shopper.getProduct({ productId })).product?.purchaseOptions.map(({ price }) => price?.units)).toEqual(
      [500n, 900n],
    );
    const [row] = await sql`select lowest_krw, lowest_usd from products where product_id = ${productId}`;
    expect(row).toEqual({ lowest_krw: 500n, lowest_usd: null });
    expect(await sql`select 1 from prices where product_id = ${productId}`).toHaveLength(2);
  });

  it("of a title is found by its new words", async () => {
    const { productId } = await create(kettle({ title: "Zitherless" }));
    await update({ productId, title: "Theremin" }, "title");
    expect((await shopper.searchProducts({ query: "zitherless" })).products).toEqual([]);
    expect((await shopper.searchProducts({ query: "theremin" })).products).toHaveLength(1);
  });

  it("names fields that there are", async () => {
    const { productId } = await create();
    for (const path of ["colour", "etag", "product_id", "*", "purchase_options.title"]) {
      expect(await outcome(update({ productId, title: "Pot" }, path))).toBe("FIELD_UNKNOWN");
    }
    expect(await fieldOf(update({ productId, title: "Pot" }, "colour"))).toBe("update_mask");
    expect(await fieldOf(update({ productId }, "title"))).toBe("title");
    expect(await outcome(update({ title: "Pot" }, "title"))).toBe("PRODUCT_ID_REQUIRED");
    expect(await outcome(update({ productId: randomUUID(), title: "Pot" }, "title"))).toBe("PRODUCT_NOT_FOUND");
  });

  it("goes through only on top of what was seen, and can be sent again", async () => {
    const { productId, etag } = await create();
    for (let time = 0; time < 2; time++) await update({ productId, etag, title: "First" }, "title");
    expect(await outcome(update({ productId, etag, title: "Second" }, "title"))).toBe("PRODUCT_CHANGED");
    const { productDetails } = await staff.getProductDetails({ productId });
    expect(productDetails?.title).toBe("First");
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        outcome(update({ productId, etag: productDetails!.etag, weightGrams: 10 + index }, "weight_grams")),
      ),
    );
    expect(outcomes.sort()).toEqual(["OK", ...Array(5).fill("PRODUCT_CHANGED")]);
  });

  it("is never lost among many at once", async () => {
    const { productId } = await create();
    const changes: Details[] = [
      { title: "T" },
      { description: "D" },
      { weightGrams: 7 },
      { purchaseOptions: [option("only", won(7))] },
      { category: "changed" },
    ];
    await Promise.all(changes.map((change) => update({ productId, ...change })));
    const { productDetails } = await staff.getProductDetails({ productId });
    expect(productDetails).toMatchObject({ title: "T", description: "D", weightGrams: 7, category: "changed" });
    expect(productDetails?.purchaseOptions).toHaveLength(1);
    const [row] = await sql`select version from products where product_id = ${productId}`;
    expect(row).toEqual({ version: 6n });
  });
});

it("tells of each change once, in order, and of nothing when nothing changes", async () => {
  const requestId = randomUUID();
  const { productId } = await create(kettle(), requestId);
  const events = await collectEvents(broker, [ProductChangedSchema], productId);
  await update({ productId, title: "Pot", category: "pots" });
  await update({ productId, title: "Pot" });
  await create(kettle(), requestId);
  await update({ productId, title: "Pan" });
  await vi.waitFor(() => expect(events).toHaveLength(3), soon);
  expect(events.map(({ message }) => message)).toMatchObject([
    { productId, title: "Kettle", category: "kettles", version: 1n },
    { productId, title: "Pot", category: "pots", version: 2n },
    { productId, title: "Pan", category: "pots", version: 3n },
  ]);
  expect(await sql`select 1 from outbox where subject like ${`%.${productId}`}`).toHaveLength(3);
});

it("is for staff alone", async () => {
  const { productId } = await create();
  const request = { requestId: randomUUID(), productDetails: kettle() };
  for (const [client, reason] of [
    [shopper, "SIGN_IN_REQUIRED"],
    [ordering, "SIGN_IN_REQUIRED"],
    [customer, "STAFF_ONLY"],
  ] as const) {
    expect(await outcome(client.getProductDetails({ productId }))).toBe(reason);
    expect(await outcome(client.createProduct(request))).toBe(reason);
    expect(await outcome(client.updateProduct({ productDetails: { productId, title: "Mine" } }))).toBe(reason);
  }
});
