// What shoppers and ordering are told about products.
import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema, ResourceInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { describe, expect, it } from "vitest";
import { addProduct, ordering, shopper, sql } from "./catalog.ts";

const SKILLET = "01930000-0000-7000-8000-000000000001";
/** Sold in Korea only. */
const HANBOK_DOLL = "01930000-0000-7000-8000-000000000038";
const refusal = async (call: Promise<unknown>) => (await call.catch(ConnectError.from)) as ConnectError;

describe("a list", () => {
  it("neither skips nor repeats a product while others are added, titles that are alike included", async () => {
    const category = "growing";
    for (const title of ["B", "D", "D", "D", "D", "F", "H"]) await addProduct(title, category);
    const titles: string[] = [];
    const ids = new Set<string>();
    for (let pageToken = "", page = 0; page === 0 || pageToken; page++) {
      const answer = await shopper.listProducts({ category, pageSize: 2, pageToken });
      expect(answer.products.length).toBeLessThanOrEqual(2);
      titles.push(...answer.products.map(({ title }) => title));
      for (const { productId } of answer.products) ids.add(productId);
      pageToken = answer.nextPageToken;
      // Behind where we are, and before us.
      if (page === 1) for (const title of ["A", "C", "E"]) await addProduct(title, category);
    }
    expect(titles).toEqual(["B", "D", "D", "D", "D", "E", "F", "H"]);
    expect(ids.size).toBe(8);
  });

  it("has every product once, in order of title, twenty a page unless asked otherwise", async () => {
    const [first, second] = [await shopper.listProducts({}), await shopper.listProducts({ pageSize: 100 })];
    expect(first.products).toHaveLength(20);
    expect(second.products.slice(0, 20)).toEqual(first.products);
    expect(second.nextPageToken).toBe("");
    const rows = await sql<{ product_id: string }[]>`select product_id from products order by title, product_id`;
    expect(second.products.map(({ productId }) => productId)).toEqual(rows.map((row) => row.product_id));
  });

  it("ends with the last full page, without a token for an empty one", async () => {
    for (const title of ["1", "2", "3", "4"]) await addProduct(title, "even");
    const { nextPageToken } = await shopper.listProducts({ category: "even", pageSize: 2 });
    const last = await shopper.listProducts({ category: "even", pageSize: 2, pageToken: nextPageToken });
    expect(last.products.map(({ title }) => title)).toEqual(["3", "4"]);
    expect(last.nextPageToken).toBe("");
  });

  it("shows one category when asked, and nothing for one that there is not", async () => {
    const { products } = await shopper.listProducts({ category: "books", pageSize: 100 });
    expect(products).toHaveLength(5);
    expect(new Set(products.map(({ category }) => category))).toEqual(new Set(["books"]));
    expect(await shopper.listProducts({ category: "boats" })).toMatchObject({ products: [], nextPageToken: "" });
  });

  it.each([
    ["garbage", "not a token"],
    ["of another length", Buffer.from('["Mug"]').toString("base64url")],
    ["of another list", Buffer.from('["Mug","2026-01-01T00:00:00.000Z"]').toString("base64url")],
  ])("refuses a token that is not its own: %s", async (_, pageToken) => {
    const error = await refusal(shopper.listProducts({ pageToken }));
    expect(error.code).toBe(Code.InvalidArgument);
    expect(error.findDetails(ErrorInfoSchema)[0]?.reason).toBe("PAGE_TOKEN_INVALID");
    expect(error.findDetails(BadRequestSchema)[0]?.fieldViolations[0]?.field).toBe("page_token");
  });
});

describe("a price", () => {
  it("is in won unless asked otherwise, and the lowest of the options", async () => {
    const productId = await addProduct("Lamp", "lamps", 9000);
    await sql`
      with option as (insert into purchase_options values (${productId}, 'tall', 2, 'Tall') returning product_id)
      insert into prices select product_id, 'tall', 'KRW', 5000 from option`;
    const { product } = await shopper.getProduct({ productId });
    expect(product?.price).toMatchObject({ currencyCode: "KRW", units: 5000n, nanos: 0 });
    // The options keep their order: the first is the default, whatever it costs.
    expect(product?.purchaseOptions.map(({ price }) => price?.units)).toEqual([9000n, 5000n]);
  });

  it("is exact to the cent in dollars", async () => {
    const { product } = await shopper.getProduct({ productId: SKILLET, currencyCode: "USD" });
    const [row] = await sql<{ amount_minor: bigint }[]>`
      select min(amount_minor) as amount_minor from prices where product_id = ${SKILLET} and currency = 'USD'`;
    const { units, nanos } = product!.price!;
    expect(units * 100n + BigInt(nanos) / 10_000_000n).toBe(row!.amount_minor);
  });

  it("is missing for a product that is not sold in the currency; the product is still shown", async () => {
    const { product } = await shopper.getProduct({ productId: HANBOK_DOLL, currencyCode: "USD" });
    expect(product).toMatchObject({ title: "Hanbok doll" });
    expect(product?.price).toBeUndefined();
    expect(product?.purchaseOptions.map(({ price }) => price)).toEqual([undefined]);
    const { products } = await shopper.listProducts({ category: "toys", currencyCode: "USD" });
    expect(products.map(({ productId }) => productId)).toContain(HANBOK_DOLL);
    expect((await shopper.getProduct({ productId: HANBOK_DOLL })).product?.price?.units).toBe(64_000n);
  });
});

it("each product of the demo has a picture that is named after it", async () => {
  const { products } = await shopper.listProducts({ pageSize: 100 });
  const demo = products.filter(({ productId }) => productId.startsWith("01930000-0000-7000-8000-0000000000"));
  const pictures = new Map(demo.map(({ title, picturePath }) => [title, picturePath]));
  expect(pictures.size).toBe(38);
  for (const path of pictures.values()) expect(path).toMatch(/^\/pictures\/[a-z0-9]+(-[a-z0-9]+)*\.svg$/);
  expect(Object.fromEntries(pictures)).toMatchObject({
    "4K webcam": "/pictures/4k-webcam.svg",
    "Chef's knife": "/pictures/chefs-knife.svg",
    "Film camera, restored": "/pictures/film-camera-restored.svg",
    "Pour-over coffee kit": "/pictures/pour-over-coffee-kit.svg",
    "Sun cream SPF 50+": "/pictures/sun-cream-spf-50.svg",
  });
});

describe("a product that there is not", () => {
  it("is named in the refusal", async () => {
    const productId = randomUUID();
    const error = await refusal(shopper.getProduct({ productId }));
    expect(error.code).toBe(Code.NotFound);
    expect(error.findDetails(ErrorInfoSchema)[0]).toMatchObject({
      reason: "PRODUCT_NOT_FOUND",
      domain: "meshmart.catalog",
    });
    expect(error.findDetails(ResourceInfoSchema)[0]).toMatchObject({
      resourceType: "product_id",
      resourceName: productId,
    });
  });

  it("is named also among a hundred others", async () => {
    const missing = randomUUID();
    const error = await refusal(
      ordering.batchGetProducts({ productIds: [SKILLET, missing, HANBOK_DOLL, randomUUID()] }),
    );
    expect(error.code).toBe(Code.NotFound);
    expect(error.findDetails(ResourceInfoSchema)[0]?.resourceName).toBe(missing);
  });
});

describe("a batch", () => {
  it("comes in the order of the request, however the ids are written", async () => {
    const productIds = [HANBOK_DOLL, SKILLET, (await addProduct("Batch")).toUpperCase()];
    const { products } = await ordering.batchGetProducts({ productIds, currencyCode: "KRW" });
    expect(products.map(({ productId }) => productId)).toEqual(productIds.map((id) => id.toLowerCase()));
    expect(products.map(({ title }) => title)).toEqual(["Hanbok doll", "Cast-iron skillet", "Batch"]);
  });

  it("is for ordering alone, of 1 to 100 products, each once", async () => {
    await expect(shopper.batchGetProducts({ productIds: [SKILLET] })).rejects.toMatchObject({
      code: Code.PermissionDenied,
    });
    const many = Array.from({ length: 101 }, () => randomUUID());
    for (const productIds of [[], [SKILLET, SKILLET], ["skillet"], many]) {
      await expect(ordering.batchGetProducts({ productIds })).rejects.toMatchObject({ code: Code.InvalidArgument });
    }
  });
});
