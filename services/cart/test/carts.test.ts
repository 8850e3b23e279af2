// What customers and guests may do with their carts, and what nobody may.
import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { CartService } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { clientOf } from "@meshmart/kit/testing";
import { describe, expect, it } from "vitest";
import { add, asCustomer, asGuest, outcome, piecesIn, read, service, startCart } from "./cart.ts";
import { addProduct, products, questions, whenAsked } from "./fake-catalog.ts";

const refusal = async (call: Promise<unknown>) => (await call.catch(ConnectError.from)) as ConnectError;

describe("whose cart", () => {
  it("each customer and each guest has a cart of their own, that nobody else can read", async () => {
    const [mug, lamp] = [addProduct(), addProduct()];
    const [customerId, guestId] = [randomUUID(), randomUUID()];
    await add(asCustomer(customerId), mug, 2);
    await add(asGuest(guestId), lamp, 3);
    expect(piecesIn(await read(asCustomer(customerId)))).toEqual({ [mug]: 2 });
    expect(piecesIn(await read(asGuest(guestId)))).toEqual({ [lamp]: 3 });
    for (const stranger of [asCustomer(), asGuest()]) expect((await read(stranger)).items).toEqual([]);
    // The customer's id as a guest's, and the guest's as a customer's, open neither.
    for (const crossed of [asGuest(customerId), asCustomer(guestId)]) expect((await read(crossed)).items).toEqual([]);
    await asGuest(customerId).clearCart({});
    expect((await read(asCustomer(customerId))).itemCount).toBe(2);
  });

  it("a customer with a guest id acts for the customer", async () => {
    const [mug, guestId] = [addProduct(), randomUUID()];
    await add(asCustomer(randomUUID(), guestId), mug);
    expect((await read(asGuest(guestId))).items).toEqual([]);
  });

  it("nobody without credentials has one, and a token that is not valid does not fall back to the guest", async () => {
    const nobody = clientOf(CartService, service.address);
    expect(await outcome(nobody.getCart({}))).toBe("GUEST_ID_REQUIRED");
    const guestId = randomUUID();
    await add(asGuest(guestId), addProduct());
    const forged = clientOf(CartService, service.address, { guestId, token: "e30.e30.e30" });
    expect(await outcome(forged.getCart({}))).toBe("TOKEN_INVALID");
    expect(await outcome(asGuest(guestId).mergeCart({}))).toBe("SIGN_IN_REQUIRED");
  });
});

describe("adding", () => {
  it("shows the cart as it is then: pieces on top of each other, in the order of their first adding", async () => {
    const guest = asGuest();
    const [mug, lamp] = [addProduct({ title: "Mug" }), addProduct({ title: "Lamp" })];
    const before = Date.now();
    await add(guest, mug, 2);
    await add(guest, lamp);
    const cart = await add(guest, mug.toUpperCase(), 3);
    expect(cart.items).toMatchObject([
      { productId: mug, purchaseOptionId: "standard", quantity: 5, title: "Mug", available: true, priceChanged: false },
      { productId: lamp, quantity: 1, title: "Lamp" },
    ]);
    expect(cart).toMatchObject({ itemCount: 6, subtotal: { currencyCode: "KRW", units: 6_000n }, priced: true });
    expect(Number(cart.updateTime!.seconds) * 1000).toBeGreaterThan(before - 1000);
    expect(await read(guest)).toEqual(cart);
  });

  it("adds once for a request, also when the product has gone since", async () => {
    const guest = asGuest();
    const [mug, request] = [addProduct(), randomUUID()];
    const once = () => guest.addCartItem({ requestId: request, productId: mug, quantity: 2 });
    await Promise.all([once(), once(), once()]);
    expect((await once()).cart!.itemCount).toBe(2);
    products.delete(mug);
    expect((await once()).cart!.itemCount).toBe(2);
  });

  it("loses none of a hundred that are added at once, in two instances", async () => {
    const [guestId, mug] = [randomUUID(), addProduct()];
    const others = Array.from({ length: 25 }, () => addProduct());
    const second = await startCart();
    const clients = [asGuest(guestId), asGuest(guestId, second.address)];
    const wanted = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? mug : others[((index - 1) / 2) % 25]!));
    await Promise.all(wanted.map((productId, index) => add(clients[(index % 2) ^ ((index >> 1) % 2)]!, productId)));
    const cart = await read(clients[0]!);
    expect(piecesIn(cart)).toEqual({ [mug]: 50, ...Object.fromEntries(others.map((productId) => [productId, 2])) });
    expect((await clients[1]!.getCartItemCount({})).itemCount).toBe(100);
  });

  it("takes the option that is asked for, each a line of its own", async () => {
    const guest = asGuest();
    const mug = addProduct({ prices: { one: { KRW: 1_000n }, pair: { KRW: 1_800n } } });
    await add(guest, mug);
    const pair = { productId: mug, purchaseOptionId: "pair", quantity: 2 };
    const { cart } = await guest.addCartItem({ requestId: randomUUID(), ...pair });
    expect(cart!.items.map((item) => [item.purchaseOptionId, item.quantity])).toEqual([
      ["one", 1],
      ["pair", 2],
    ]);
    expect(cart!.subtotal!.units).toBe(4_600n);
  });

  it("takes the offer of the seller who is asked for, each a line of its own, at that seller's price", async () => {
    const guest = asGuest();
    const mug = addProduct({ offers: { one: { KRW: 900n }, two: { KRW: 950n } }, picturePath: "/pictures/mug.svg" });
    await add(guest, mug);
    for (const sellerId of ["one", "two", "one"])
      await guest.addCartItem({ requestId: randomUUID(), productId: mug.toUpperCase(), quantity: 1, sellerId });
    const cart = await read(guest);
    const items = cart.items.map((item) => [item.sellerId, item.sellerName, item.quantity, item.unitPrice!.units]);
    expect(items).toEqual([
      ["", "", 1, 1_000n],
      ["one", "ONE", 2, 900n],
      ["two", "TWO", 1, 950n],
    ]);
    expect(cart.items[1]).toMatchObject({ available: true, priceChanged: false, picturePath: "/pictures/mug.svg" });
    expect(cart.subtotal!.units).toBe(3_750n);
    const two = { productId: mug, purchaseOptionId: "standard", sellerId: "two" };
    expect((await guest.setCartItemQuantity({ ...two, quantity: 0 })).cart!.items).toHaveLength(2);
    expect(await outcome(guest.setCartItemQuantity({ ...two, quantity: 1 }))).toBe("CART_ITEM_NOT_FOUND");
  });
});

describe("what cannot be added writes nothing", () => {
  const cases: [
    string,
    string,
    () => { productId: string; purchaseOptionId?: string; quantity?: number; currencyCode?: string; sellerId?: string },
  ][] = [
    ["a product that there is not", "PRODUCT_NOT_FOUND", () => ({ productId: randomUUID() })],
    ["no product", "INVALID_REQUEST", () => ({ productId: "mug" })],
    ["no pieces", "INVALID_REQUEST", () => ({ productId: addProduct(), quantity: 0 })],
    ["fewer than none", "INVALID_REQUEST", () => ({ productId: addProduct(), quantity: -1 })],
    ["more than a hundred", "INVALID_REQUEST", () => ({ productId: addProduct(), quantity: 101 })],
    [
      "an option that it does not have",
      "PURCHASE_OPTION_NOT_FOUND",
      () => ({ productId: addProduct(), purchaseOptionId: "huge" }),
    ],
    [
      "what has no price in the currency",
      "NOT_SOLD_IN_CURRENCY",
      () => ({ productId: addProduct({ prices: { standard: { KRW: 1n } } }), currencyCode: "USD" }),
    ],
    ["what the seller does not offer", "OFFER_NOT_FOUND", () => ({ productId: addProduct(), sellerId: "one" })],
    [
      "what the seller does not offer in the currency",
      "OFFER_NOT_FOUND",
      () => ({ productId: addProduct({ offers: { one: { KRW: 1n } } }), sellerId: "one", currencyCode: "USD" }),
    ],
    ["no seller", "INVALID_REQUEST", () => ({ productId: addProduct(), sellerId: "No Slug" })],
    ["an unknown currency", "INVALID_REQUEST", () => ({ productId: addProduct(), currencyCode: "EUR" })],
  ];
  it.each(cases)("%s: %s", async (_, reason, wish) => {
    const guest = asGuest();
    const { etag } = await add(guest, addProduct());
    expect(await outcome(guest.addCartItem({ requestId: randomUUID(), quantity: 1, ...wish() }))).toBe(reason);
    expect(await read(guest)).toMatchObject({ etag, itemCount: 1 });
  });

  it("more than a hundred pieces of an item: QUANTITY_LIMIT, until some are taken out", async () => {
    const [guest, mug] = [asGuest(), addProduct()];
    const { etag } = await add(guest, mug, 99);
    expect(await outcome(add(guest, mug, 2))).toBe("QUANTITY_LIMIT");
    expect((await read(guest)).etag).toBe(etag);
    expect((await add(guest, mug)).itemCount).toBe(100);
  });

  it("more than a hundred different items: CART_FULL", async () => {
    const guest = asGuest();
    const all = Array.from({ length: 100 }, () => addProduct());
    await Promise.all(all.map((productId) => add(guest, productId)));
    const { etag } = await read(guest);
    expect(await outcome(add(guest, addProduct()))).toBe("CART_FULL");
    expect(await read(guest)).toMatchObject({ etag, itemCount: 100 });
    // On top of what is there, there is room.
    expect((await add(guest, all[7]!)).itemCount).toBe(101);
  });

  it("anything while the catalog cannot be asked: UNAVAILABLE", async () => {
    const [guest, mug] = [asGuest(), addProduct()];
    const { etag } = await add(guest, mug);
    whenAsked(() => {
      throw new ConnectError("away", Code.Unavailable);
    });
    const error = await refusal(add(guest, addProduct()));
    expect([error.code, await outcome(Promise.reject(error))]).toEqual([Code.Unavailable, "CATALOG_UNAVAILABLE"]);
    expect((await read(guest)).etag).toBe(etag);
  });
});

describe("changing", () => {
  const set = (client: ReturnType<typeof asGuest>, productId: string, quantity: number, etag = "") =>
    client.setCartItemQuantity({ productId, purchaseOptionId: "standard", quantity, etag });

  it("sets how many there are, zero takes it out, and repeating it is harmless", async () => {
    const [guest, mug, lamp] = [asGuest(), addProduct(), addProduct()];
    await add(guest, mug, 5);
    await add(guest, lamp);
    expect(piecesIn((await set(guest, mug.toUpperCase(), 2)).cart!)).toEqual({ [mug]: 2, [lamp]: 1 });
    const { cart } = await set(guest, mug, 0);
    expect(piecesIn(cart!)).toEqual({ [lamp]: 1 });
    expect((await set(guest, mug, 0)).cart!.etag).toBe(cart!.etag);
    const missing = await refusal(set(guest, mug, 1));
    expect([missing.code, await outcome(Promise.reject(missing))]).toEqual([Code.NotFound, "CART_ITEM_NOT_FOUND"]);
    for (const quantity of [-1, 101]) {
      const wrong = await refusal(set(guest, lamp, quantity));
      expect(wrong.findDetails(BadRequestSchema)[0]?.fieldViolations[0]?.field).toBe("quantity");
    }
    expect(await read(guest)).toEqual(cart);
  });

  it("of two tabs that saw the same cart one is told that it has changed, and nothing is lost", async () => {
    const [guest, mug, lamp] = [asGuest(), addProduct(), addProduct()];
    await add(guest, mug, 5);
    const { etag } = await add(guest, lamp, 5);
    const outcomes = await Promise.all([outcome(set(guest, mug, 1, etag)), outcome(set(guest, lamp, 1, etag))]);
    expect(outcomes.sort()).toEqual(["CART_CHANGED", "OK"]);
    const { etag: now, itemCount } = await read(guest);
    expect(itemCount).toBe(6);
    const late = await refusal(set(guest, mug, 2, etag));
    expect(late.code).toBe(Code.Aborted);
    await set(guest, mug, 2, now);
  });

  it("a change on top of an etag that is repeated, because its answer was lost, is no conflict", async () => {
    const [guest, mug] = [asGuest(), addProduct()];
    const { etag } = await add(guest, mug, 5);
    const { cart } = await set(guest, mug, 3, etag);
    expect((await set(guest, mug, 3, etag)).cart).toEqual(cart);
    expect(await outcome(set(guest, mug, 4, etag))).toBe("CART_CHANGED");
  });

  it("an etag of a cart that nobody has written to yet is one too", async () => {
    const [guest, mug] = [asGuest(), addProduct()];
    const { etag, updateTime } = await read(guest);
    expect(updateTime).toBeUndefined();
    await add(guest, mug);
    expect(await outcome(set(guest, mug, 2, etag))).toBe("CART_CHANGED");
  });

  it("takes everything out, and then there is nothing to do", async () => {
    const [guest, mug] = [asGuest(), addProduct()];
    await add(guest, mug, 5);
    await guest.clearCart({});
    const cart = await read(guest);
    expect(cart).toMatchObject({ items: [], itemCount: 0, subtotal: { units: 0n }, priced: true });
    await guest.clearCart({});
    expect((await read(guest)).etag).toBe(cart.etag);
  });
});

it("counts pieces without asking the catalog", async () => {
  const guest = asGuest();
  expect(await guest.getCartItemCount({})).toMatchObject({ itemCount: 0 });
  await add(guest, addProduct(), 3);
  await add(guest, addProduct(), 4);
  const asked = questions.length;
  expect(await guest.getCartItemCount({})).toMatchObject({ itemCount: 7 });
  expect(questions.length).toBe(asked);
});
