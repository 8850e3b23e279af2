// What several sellers ask for one product.
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { addProduct, customer, ordering, outcome, shopper, sql, staff } from "./catalog.ts";

const SKILLET = "01930000-0000-7000-8000-000000000001";
const won = (units: number) => ({ currencyCode: "KRW", units: BigInt(units) });
const offer = (productId: string, sellerId: string, units: number, some = {}) =>
  staff.offerProduct({ productId, sellerId, sellerName: sellerId.toUpperCase(), price: won(units), ...some });
const listed = async (productId: string, currencyCode = "KRW") =>
  (await shopper.listOffers({ productId, currencyCode })).offers.map(({ sellerId, price }) => [
    sellerId,
    Number(price!.units),
  ]);

describe("offers", () => {
  it("come the cheapest first, in the currency that is asked for", async () => {
    expect(await listed(SKILLET)).toEqual([
      ["namu-house", 41_500],
      ["hanbit-store", 42_900],
      ["riverside-goods", 53_000],
    ]);
    expect(await listed(SKILLET, "USD")).toEqual([
      ["hanbit-store", 34],
      ["riverside-goods", 43],
    ]);
    const { offers } = await shopper.listOffers({ productId: SKILLET, pageSize: 1 });
    expect(offers[0]).toMatchObject({ productId: SKILLET, purchaseOptionId: "26cm", sellerName: "Namu House" });
  });

  it("neither skip nor repeat page by page, also where prices are alike and others are added", async () => {
    const productId = await addProduct("Offered by many");
    const sellers = Array.from({ length: 7 }, (_, index) => `seller-${index}`);
    for (const seller of sellers) await offer(productId, seller, 500);
    const found: string[] = [];
    for (let pageToken = "", page = 0; page === 0 || pageToken; page++) {
      const answer = await shopper.listOffers({ productId, pageSize: 2, pageToken });
      found.push(...answer.offers.map(({ sellerId }) => sellerId));
      pageToken = answer.nextPageToken;
      await offer(productId, `cheaper-${page}`, 400);
    }
    expect(found).toEqual(sellers);
    expect(await outcome(shopper.listOffers({ productId, pageToken: "garbage" }))).toBe("PAGE_TOKEN_INVALID");
  });

  it("are of a product that there is", async () => {
    expect(await listed(await addProduct("Offered by nobody"))).toEqual([]);
    expect(await outcome(shopper.listOffers({ productId: randomUUID() }))).toBe("PRODUCT_NOT_FOUND");
    expect(await outcome(offer(randomUUID(), "seller", 5))).toBe("PRODUCT_NOT_FOUND");
  });
});

describe("a basket", () => {
  const asked = async (offerKeys: { productId: string; sellerId: string }[], currencyCode = "") => {
    const productIds = [...new Set(offerKeys.map(({ productId }) => productId))];
    const { offers } = await ordering.batchGetProducts({ productIds, currencyCode, offerKeys });
    return offers.map((each) => [each.sellerId, each.purchaseOptionId, Number(each.price!.units)]).sort();
  };

  it("is told what its sellers ask, in all ways to buy, and of nobody else", async () => {
    const [mug, cup] = [await addProduct("Basket mug"), await addProduct("Basket cup")];
    const prices = [won(9)];
    const purchaseOptions = ["standard", "red"].map((purchaseOptionId) => ({ purchaseOptionId, title: "X", prices }));
    await staff.updateProduct({ productDetails: { productId: mug, purchaseOptions } });
    await offer(mug, "one", 700);
    await offer(mug, "one", 800, { purchaseOptionId: "red" });
    await offer(mug, "two", 600);
    await offer(cup, "two", 500);
    await offer(cup, "two", 4, { price: { currencyCode: "USD", units: 4n } });
    const keys = [
      { productId: mug.toUpperCase(), sellerId: "one" },
      { productId: cup, sellerId: "two" },
    ];
    expect(await asked(keys)).toEqual([
      ["one", "red", 800],
      ["one", "standard", 700],
      ["two", "standard", 500],
    ]);
    expect(await asked(keys, "USD")).toEqual([["two", "standard", 4]]);
    expect(await asked([{ productId: cup, sellerId: "one" }])).toEqual([]);
    expect(await asked([{ productId: SKILLET, sellerId: "namu-house" }])).toEqual([["namu-house", "26cm", 41_500]]);
    expect(await outcome(asked([{ productId: cup, sellerId: "" }]))).toBe("INVALID_REQUEST");
  });
});

it("the demo has several sellers in won and in dollars", async () => {
  const knife = "01930000-0000-7000-8000-000000000002";
  expect((await listed(knife)).map(([seller]) => seller)).toEqual(["seoul-table", "hanbit-store"]);
  expect(await listed(knife, "USD")).toEqual([["seoul-table", 65]]);
});

describe("an offer", () => {
  it("is of the default option unless another one is named, and changes when it is made again", async () => {
    const productId = await addProduct("Offered");
    const made = await offer(productId, "one", 900);
    expect(made.offer).toMatchObject({ productId, purchaseOptionId: "standard", sellerId: "one", sellerName: "ONE" });
    expect(await offer(productId, "one", 900)).toEqual(made);
    await offer(productId, "one", 800, { sellerName: "Number One", purchaseOptionId: "standard" });
    await offer(productId, "one", 7, { sellerName: "Number One", price: { currencyCode: "USD", units: 7n } });
    const { offers } = await shopper.listOffers({ productId });
    expect(offers).toMatchObject([{ sellerName: "Number One", price: { units: 800n } }]);
    expect(await listed(productId, "USD")).toEqual([["one", 7]]);
    // What a seller asks is not what the shop asks.
    expect((await shopper.getProduct({ productId })).product?.price?.units).toBe(1000n);
  });

  it("is refused for an option or a price that there is not, and leaves no seller behind", async () => {
    const productId = await addProduct("Offered badly");
    const seller = `s-${randomUUID().slice(0, 8)}`;
    expect(await outcome(offer(productId, seller, 5, { purchaseOptionId: "huge" }))).toBe("PURCHASE_OPTION_NOT_FOUND");
    expect(await outcome(offer(productId, seller, 0))).toBe("PRODUCT_INVALID");
    expect(await outcome(offer(productId, seller, 5, { price: { currencyCode: "EUR", units: 5n } }))).toBe(
      "CURRENCY_NOT_TAKEN",
    );
    expect(await outcome(offer(productId, seller, 5, { sellerName: "\0" }))).toBe("TEXT_INVALID");
    expect(await outcome(offer(productId, "No Slug", 5))).toBe("INVALID_REQUEST");
    expect(await sql`select 1 from sellers where seller_id = ${seller}`).toEqual([]);
  });

  it("goes with its option, and stays when others change", async () => {
    const productId = await addProduct("Offered twice");
    await offer(productId, "one", 5);
    const option = (purchaseOptionId: string) => ({ purchaseOptionId, title: "X", prices: [won(9)] });
    const update = (...purchaseOptions: ReturnType<typeof option>[]) =>
      staff.updateProduct({ productDetails: { productId, purchaseOptions } });
    await update(option("standard"), option("other"));
    await offer(productId, "two", 6, { purchaseOptionId: "other" });
    expect(await listed(productId)).toEqual([
      ["one", 5],
      ["two", 6],
    ]);
    await update(option("other"));
    expect(await listed(productId)).toEqual([["two", 6]]);
  });

  it("is made by staff alone", async () => {
    const request = { productId: SKILLET, sellerId: "me", sellerName: "Me", price: won(1) };
    expect(await outcome(shopper.offerProduct(request))).toBe("SIGN_IN_REQUIRED");
    expect(await outcome(customer.offerProduct(request))).toBe("STAFF_ONLY");
  });
});
