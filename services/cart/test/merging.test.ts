// A guest's cart moves into the customer's, exactly once, whoever dies, repeats or comes at the same time.
import { randomUUID } from "node:crypto";
import { type KeyValueStore, openKeyValueStore } from "@meshmart/kit/key-value";
import { describe, expect, it } from "vitest";
import { addPieces, type Cart, itemCount } from "../src/cart.ts";
import { mergeCarts } from "../src/cart-merge.ts";
import { createCartStore } from "../src/cart-store.ts";
import { add, asCustomer, asGuest, broker, outcome, piecesIn, read } from "./cart.ts";
import { addProduct } from "./fake-catalog.ts";

describe("signing in", () => {
  it("brings the guest's pieces, on top of the customer's, and leaves nothing behind", async () => {
    const [customerId, guestId] = [randomUUID(), randomUUID()];
    const [mug, lamp, pen] = [addProduct(), addProduct(), addProduct()];
    await add(asCustomer(customerId), mug, 1);
    await add(asCustomer(customerId), lamp, 99);
    for (const [productId, quantity] of [
      [lamp, 5],
      [pen, 2],
      [mug, 3],
    ] as const)
      await add(asGuest(guestId), productId, quantity);
    const both = asCustomer(customerId, guestId);
    const merged = await both.mergeCart({});
    // Of the lamp there is room for one.
    expect(merged.mergedItemCount).toBe(6);
    expect(merged.cart!.items.map(({ productId, quantity }) => [productId, quantity])).toEqual([
      [mug, 4],
      [lamp, 100],
      [pen, 2],
    ]);
    expect(await read(asCustomer(customerId))).toEqual(merged.cart);
    expect((await read(asGuest(guestId))).items).toEqual([]);
    const again = await both.mergeCart({});
    expect(again).toMatchObject({ mergedItemCount: 0, cart: { etag: merged.cart!.etag, itemCount: 106 } });
  });

  it("brings what the guest adds later, too, and nothing for a guest who has nothing", async () => {
    const [customerId, guestId, mug] = [randomUUID(), randomUUID(), addProduct()];
    const both = asCustomer(customerId, guestId);
    expect(await both.mergeCart({})).toMatchObject({ mergedItemCount: 0, cart: { itemCount: 0 } });
    for (const total of [2, 4]) {
      await add(asGuest(guestId), mug, 2);
      expect(await both.mergeCart({})).toMatchObject({ mergedItemCount: 2, cart: { itemCount: total } });
    }
    expect(await asCustomer(customerId).mergeCart({})).toMatchObject({ mergedItemCount: 0, cart: { itemCount: 4 } });
  });

  it("leaves out items for which the customer's cart has no room", async () => {
    const [customerId, guestId] = [randomUUID(), randomUUID()];
    await Promise.all(Array.from({ length: 99 }, () => add(asCustomer(customerId), addProduct())));
    for (const productId of [addProduct(), addProduct()]) await add(asGuest(guestId), productId);
    const { cart, mergedItemCount } = await asCustomer(customerId, guestId).mergeCart({});
    expect([cart!.items.length, mergedItemCount]).toEqual([100, 1]);
  });

  it("knows a guest's request again that is repeated for the customer", async () => {
    const [customerId, guestId, mug, requestId] = [randomUUID(), randomUUID(), addProduct(), randomUUID()];
    await asGuest(guestId).addCartItem({ requestId, productId: mug, quantity: 2 });
    const both = asCustomer(customerId, guestId);
    await both.mergeCart({});
    expect((await both.addCartItem({ requestId, productId: mug, quantity: 2 })).cart!.itemCount).toBe(2);
  });

  it("in several tabs at the same time moves each piece once, those that are added meanwhile included", async () => {
    for (let round = 0; round < 5; round++) {
      const [customerId, guestId] = [randomUUID(), randomUUID()];
      const [mug, lamp] = [addProduct(), addProduct()];
      await add(asGuest(guestId), mug, 3);
      const both = asCustomer(customerId, guestId);
      const results = await Promise.all([
        ...Array.from({ length: 4 }, async () => (await both.mergeCart({})).mergedItemCount),
        ...Array.from({ length: 4 }, async () => add(asGuest(guestId), lamp).then(() => 0)),
      ]);
      const last = await both.mergeCart({});
      expect(piecesIn(last.cart!)).toEqual({ [mug]: 3, [lamp]: 4 });
      expect(results.reduce((sum, count) => sum + count, last.mergedItemCount)).toBe(7);
    }
  });
});

describe("a process that dies while it merges", () => {
  const entries = openKeyValueStore({ broker, bucket: "carts_of_tests", ttlMs: 60_000 });
  const line = (productId: string, quantity: number) => ({
    productId,
    purchaseOptionId: "standard",
    sellerId: "",
    sellerName: "",
    quantity,
    title: "Mug",
    picturePath: "",
    addedUnitPrice: { currency: "KRW", minor: 1_000n },
    addedAt: 0,
  });

  /** Stops before its write number `writes + 1`; `answered`: or right after the one before, whose answer it never gets. */
  function dyingAfter(store: KeyValueStore, writes: number, answered: boolean): KeyValueStore {
    let left = writes;
    const write = async <T>(work: () => Promise<T>): Promise<T> => {
      if (left === 0) throw new Error("died");
      left--;
      const result = await work();
      if (left === 0 && !answered) throw new Error("died");
      return result;
    };
    return {
      ...store,
      create: (key, value) => write(() => store.create(key, value)),
      update: (key, value, revision) => write(() => store.update(key, value, revision)),
    };
  }

  async function openCarts() {
    const store = createCartStore(await entries);
    const [from, to] = [`guest.${randomUUID()}`, `customer.${randomUUID()}`];
    await store.change(from, (cart) => addPieces(cart, line("mug", 3), "1"));
    await store.change(to, (cart) => addPieces(cart, line("lamp", 2), "2"));
    const merge = (by = store, into = to) => mergeCarts(by, { from, to: into, newMergeId: randomUUID });
    const pieces = ({ lines }: Cart) =>
      Object.fromEntries(lines.map(({ productId, quantity }) => [productId, quantity]));
    return { store, from, to, merge, pieces };
  }

  for (const writes of [0, 1, 2, 3]) {
    for (const answered of [true, false]) {
      it(`after ${writes} of its three writes, ${answered ? "before the next" : "before the answer"}: the next one ends it`, async () => {
        const { store, from, to, merge, pieces } = await openCarts();
        const dying = merge(createCartStore(dyingAfter(await entries, writes, answered)));
        if (writes < 3 || !answered) await expect(dying).rejects.toThrow("died");
        else await dying;
        // The guest goes on meanwhile, with the same product.
        await store.change(from, (cart) => addPieces(cart, line("mug", 4), "3"));
        await merge();
        await merge();
        expect(pieces((await store.read(to)).cart)).toEqual({ lamp: 2, mug: 7 });
        const { cart } = await store.read(from);
        expect([itemCount(cart), cart.outgoing]).toEqual([0, undefined]);
      });
    }
  }

  it("has its guest's pieces brought to the customer who signed in then, not to the next one", async () => {
    const { store, from, to, merge, pieces } = await openCarts();
    await expect(merge(createCartStore(dyingAfter(await entries, 1, true)))).rejects.toThrow("died");
    await store.change(from, (cart) => addPieces(cart, line("pen", 1), "3"));
    const next = `customer.${randomUUID()}`;
    const { cart, mergedCount } = await merge(store, next);
    expect([pieces(cart), mergedCount]).toEqual([{ pen: 1 }, 1]);
    expect(pieces((await store.read(to)).cart)).toEqual({ lamp: 2, mug: 3 });
  });
});

it("needs the customer's token: a guest cannot take another's cart", async () => {
  const guestId = randomUUID();
  await add(asGuest(guestId), addProduct());
  expect(await outcome(asGuest(guestId).mergeCart({}))).toBe("SIGN_IN_REQUIRED");
  expect((await read(asGuest(guestId))).itemCount).toBe(1);
});
