// What a cart is shown at: today's prices while the catalog can be asked, and as it was when it cannot.
import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it, vi } from "vitest";
import { add, asGuest, outcome, read, soon, startCart } from "./cart.ts";
import { addProduct, products, questions, whenAsked } from "./fake-catalog.ts";

const won = (units: bigint) => ({ currencyCode: "KRW", units });

describe("today's prices", () => {
  it("are shown beside those of when it was added, and a difference is pointed out", async () => {
    const guest = asGuest();
    const [mug, lamp] = [addProduct({ title: "Mug" }), addProduct()];
    await add(guest, mug, 2);
    await add(guest, lamp);
    Object.assign(products.get(mug)!, { title: "Large mug", prices: { standard: { KRW: 1_200n } } });
    const cart = await read(guest);
    expect(cart.items).toMatchObject([
      { title: "Large mug", unitPrice: won(1_200n), addedUnitPrice: won(1_000n), priceChanged: true },
      { unitPrice: won(1_000n), addedUnitPrice: won(1_000n), priceChanged: false },
    ]);
    expect(cart.subtotal).toMatchObject(won(3_400n));
    // Whoever adds more of it has seen the new price.
    expect((await add(guest, mug)).items[0]).toMatchObject({ addedUnitPrice: won(1_200n), priceChanged: false });
  });

  it("are in the currency that is asked for, and then nothing is said of a change", async () => {
    const guest = asGuest();
    const [mug, doll] = [addProduct(), addProduct({ prices: { standard: { KRW: 500n } } })];
    await add(guest, mug, 3);
    await add(guest, doll);
    const cart = await read(guest, "USD");
    expect(cart.items).toMatchObject([
      {
        unitPrice: { currencyCode: "USD", units: 1n },
        addedUnitPrice: won(1_000n),
        priceChanged: false,
        available: true,
      },
      { addedUnitPrice: won(500n), priceChanged: false, available: false },
    ]);
    expect(cart.items[1]!.unitPrice).toBeUndefined();
    expect(cart.subtotal).toMatchObject({ currencyCode: "USD", units: 3n });
  });

  it("are added up over what can be bought only", async () => {
    const guest = asGuest();
    const [soldOut, changed, kept] = [addProduct(), addProduct(), addProduct()];
    for (const productId of [soldOut, changed, kept]) await add(guest, productId);
    products.get(soldOut)!.available = false;
    products.get(changed)!.prices = { another: { KRW: 7n } };
    const cart = await read(guest);
    expect(cart.items.map(({ available }) => available)).toEqual([false, false, true]);
    expect(cart).toMatchObject({ itemCount: 3, subtotal: won(1_000n), priced: true });
  });
});

describe("a seller's price", () => {
  const addFrom = (guest: ReturnType<typeof asGuest>, productId: string, sellerId: string) =>
    guest.addCartItem({ requestId: randomUUID(), productId, quantity: 1, sellerId });

  it("is today's, and what is offered no more cannot be bought, whatever the shop itself sells", async () => {
    const guest = asGuest();
    const mug = addProduct({ offers: { one: { KRW: 900n }, two: { KRW: 950n } } });
    for (const sellerId of ["one", "two"]) await addFrom(guest, mug, sellerId);
    products.get(mug)!.offers = { one: { KRW: 880n } };
    const cart = await read(guest);
    expect(cart.items).toMatchObject([
      { sellerId: "one", unitPrice: won(880n), addedUnitPrice: won(900n), priceChanged: true, available: true },
      { sellerId: "two", sellerName: "TWO", addedUnitPrice: won(950n), priceChanged: false, available: false },
    ]);
    expect(cart.items[1]!.unitPrice).toBeUndefined();
    expect(cart).toMatchObject({ subtotal: won(880n), itemCount: 2, priced: true });
  });

  it("is asked for together with the products, each seller of one once", async () => {
    const guest = asGuest();
    const mug = addProduct({ offers: { one: { KRW: 900n }, two: { KRW: 950n } } });
    await add(guest, mug);
    await addFrom(guest, mug, "one");
    let asked = questions.length;
    await addFrom(guest, mug, "two");
    // What is looked up to add it knows nothing of the other seller's price.
    expect(questions.length).toBe(asked + 2);
    asked = questions.length;
    await read(guest);
    expect(questions.slice(asked)).toMatchObject([
      {
        productIds: [mug],
        offerKeys: [
          { productId: mug, sellerId: "one" },
          { productId: mug, sellerId: "two" },
        ],
      },
    ]);
  });
});

it("a product that the catalog has no more cannot be bought, and the rest is priced", async () => {
  const guest = asGuest();
  const ids = Array.from({ length: 12 }, (_, index) => addProduct({ title: `Mug ${index}` }));
  for (const productId of ids) await add(guest, productId);
  for (const index of [0, 5, 11]) products.delete(ids[index]!);
  const cart = await read(guest);
  expect(cart.items.flatMap(({ available }, index) => (available ? [] : [index]))).toEqual([0, 5, 11]);
  expect(cart.items[5]).toMatchObject({ title: "Mug 5", addedUnitPrice: won(1_000n), priceChanged: false });
  expect(cart.items[5]!.unitPrice).toBeUndefined();
  expect(cart).toMatchObject({ subtotal: won(9_000n), itemCount: 12, priced: true });
  for (const productId of ids) products.delete(productId);
  expect(await read(guest)).toMatchObject({ subtotal: won(0n), priced: true });
});

describe("while the catalog cannot be asked", () => {
  const hang = () => new Promise(() => {});
  const unavailable = () => {
    throw new ConnectError("away", Code.Unavailable);
  };
  const broken = () => {
    throw new Error("a defect of the catalog's");
  };
  it.each([
    ["does not answer", hang],
    ["is not there", unavailable],
    ["is broken", broken],
  ])("a cart is shown as it was, soon: the catalog %s", async (_, trouble) => {
    const guest = asGuest();
    const mug = addProduct({ title: "Mug" });
    const { etag } = await add(guest, mug, 2);
    Object.assign(products.get(mug)!, { title: "Large mug", prices: { standard: { KRW: 1_200n } } });
    whenAsked(trouble);
    const startedAt = Date.now();
    const cart = await read(guest);
    expect(Date.now() - startedAt).toBeLessThan(2_500);
    expect(cart).toMatchObject({ etag, itemCount: 2, priced: false });
    expect(cart.subtotal).toBeUndefined();
    expect(cart.items).toMatchObject([
      { title: "Mug", unitPrice: won(1_000n), addedUnitPrice: won(1_000n), priceChanged: false, available: true },
    ]);
  });

  it("also when nobody listens, and what needs no prices is changed as ever", async () => {
    const alone = await startCart({ MESH_TARGET: "127.0.0.1:1" });
    const [guestId, mug] = [randomUUID(), addProduct()];
    await add(asGuest(guestId), mug, 2);
    const guest = asGuest(guestId, alone.address);
    expect(await read(guest)).toMatchObject({ itemCount: 2, priced: false });
    const { cart } = await guest.setCartItemQuantity({ productId: mug, purchaseOptionId: "standard", quantity: 1 });
    expect(cart).toMatchObject({ itemCount: 1, priced: false });
    expect(await guest.getCartItemCount({})).toMatchObject({ itemCount: 1 });
  });

  it("it is given a rest, and then asked again", async () => {
    const guest = asGuest();
    await add(guest, addProduct());
    whenAsked(broken);
    for (let round = 0; round < 5; round++) await read(guest);
    const asked = questions.length;
    expect(await read(guest)).toMatchObject({ itemCount: 1, priced: false });
    expect(questions.length).toBe(asked);
    whenAsked(() => {});
    await vi.waitFor(async () => expect((await read(guest)).priced).toBe(true), soon);
  });

  it("a caller in a hurry is answered in time", async () => {
    const guest = asGuest();
    await add(guest, addProduct());
    whenAsked(hang);
    const { cart } = await guest.getCart({}, { timeoutMs: 1_000 });
    expect(cart).toMatchObject({ itemCount: 1, priced: false });
  });
});

it("callers in too much of a hurry do not keep the catalog from the others", async () => {
  const guest = asGuest();
  await add(guest, addProduct());
  whenAsked(() => new Promise(() => {}));
  for (let round = 0; round < 6; round++) await outcome(guest.getCart({}, { timeoutMs: 90 }));
  whenAsked(() => {});
  expect(await read(guest)).toMatchObject({ priced: true });
});

it("adding the only product asks for it once", async () => {
  const [guest, mug] = [asGuest(), addProduct()];
  const asked = questions.length;
  await add(guest, mug);
  expect(questions.length).toBe(asked + 1);
});

it("an empty cart asks for no prices", async () => {
  const asked = questions.length;
  expect(await read(asGuest(), "USD")).toMatchObject({ subtotal: { currencyCode: "USD", units: 0n }, priced: true });
  expect(questions.length).toBe(asked);
});
