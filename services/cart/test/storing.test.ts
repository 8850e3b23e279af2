// How carts lie in the key-value store: until they expire, never over another's write, on NATS and on Redis alike.
import { randomUUID } from "node:crypto";
import { withCall } from "@meshmart/kit/call-context";
import { reasonOf } from "@meshmart/kit/errors";
import { openKeyValueStore } from "@meshmart/kit/key-value";
import { atEnd } from "@meshmart/kit/testing";
import { redisMissing, startTestRedis } from "@meshmart/kit/testing-redis";
import { continueTrace } from "@meshmart/kit/trace";
import { describe, expect, it, vi } from "vitest";
import { addPieces, type Cart, clear, itemCount, setQuantity } from "../src/cart.ts";
import { takeIn } from "../src/cart-merge.ts";
import { CART_BUCKET, CART_LIFETIME_MS, createCartStore } from "../src/cart-store.ts";
import { add, asCustomer, asGuest, broker, read, soon, startCart } from "./cart.ts";
import { addProduct } from "./fake-catalog.ts";

async function openEntries(ttlMs = 60_000) {
  const entries = await openKeyValueStore({ broker, bucket: `test_${randomUUID()}`, ttlMs });
  atEnd(() => entries.close());
  return entries;
}

const one = (cart: Cart) =>
  addPieces(
    cart,
    {
      productId: "mug",
      purchaseOptionId: "standard",
      sellerId: "",
      sellerName: "",
      quantity: 1,
      title: "Mug",
      picturePath: "",
      addedUnitPrice: { currency: "KRW", minor: 12_345_678_901_234_567_890n },
      addedAt: 1,
    },
    randomUUID(),
  );

describe("a cart in the store", () => {
  it("is what was written, to the last digit, under an etag of its own", async () => {
    const store = createCartStore(await openEntries(), () => 42);
    const written = await store.change("guest.1", one);
    expect(written.cart).toMatchObject({ updatedAt: 42, lines: [{ productId: "mug" }] });
    expect(await store.read("guest.1")).toEqual(written);
    expect((await store.change("guest.1", one)).etag).not.toBe(written.etag);
  });

  it("is gone when nobody has written to it for long enough, and then begins anew", async () => {
    const store = createCartStore(await openEntries(1_000));
    const { etag } = await store.change("guest.1", one);
    await vi.waitFor(async () => expect((await store.read("guest.1")).cart.lines).toEqual([]), soon);
    const next = await store.change("guest.1", one);
    expect(itemCount(next.cart)).toBe(1);
    expect(next.etag).not.toBe(etag);
  });

  it("of the service is kept for thirty days", async () => {
    const answer = await broker.request(`$JS.API.STREAM.INFO.KV_${CART_BUCKET}`);
    const { config } = answer.json<{ config: { max_age: number } }>();
    expect(config.max_age).toBe(CART_LIFETIME_MS * 1_000_000);
    expect(CART_LIFETIME_MS).toBe(30 * 24 * 60 * 60 * 1000);
  });

  it("that an older version has written is read", async () => {
    const entries = await openEntries();
    await entries.put("guest.1", JSON.stringify({ lines: [], updatedAt: 7 }));
    const store = createCartStore(entries, () => 42);
    expect(itemCount((await store.change("guest.1", one)).cart)).toBe(1);
  });

  it("of before there were sellers is the shop's: more of it comes on top, and it moves and repeats as ever", async () => {
    const entries = await openEntries();
    const key = { productId: "mug", purchaseOptionId: "standard" };
    const line = { ...key, quantity: 2, title: "Mug", addedUnitPrice: { currency: "KRW", minor: "5" }, addedAt: 1 };
    const lastSet = { ...key, quantity: 2, etag: "6" };
    const old = { lines: [line], lastSet, outgoing: { mergeId: "m", to: "customer.1", lines: [line], requestIds: [] } };
    await entries.put("guest.1", JSON.stringify(old));
    const store = createCartStore(entries);
    const { cart } = await store.read("guest.1");
    expect(cart.lines).toMatchObject([{ sellerId: "", sellerName: "", picturePath: "" }]);
    expect(setQuantity(cart, { ...key, sellerId: "", quantity: 2, etag: "6" }, "7")).toBe(cart);
    expect(takeIn(cart, cart.outgoing!).lines).toMatchObject([{ quantity: 4 }]);
    expect((await store.change("guest.1", one)).cart.lines).toMatchObject([{ quantity: 3 }]);
  });

  it("is not written when nothing changes", async () => {
    const store = createCartStore(await openEntries());
    const { etag } = await store.change("guest.1", one);
    expect((await store.change("guest.1", (cart) => cart)).etag).toBe(etag);
    await store.change("guest.2", clear);
    expect((await store.read("guest.2")).cart.updatedAt).toBeUndefined();
  });
});

describe("changes of the same cart", () => {
  it("on top of an etag are decided one by one, also when they go together", async () => {
    const store = createCartStore(await openEntries());
    const { etag } = await store.change("guest.1", one);
    const mug = { productId: "mug", purchaseOptionId: "standard", sellerId: "" };
    const set = (quantity: number) =>
      store.change("guest.1", (cart, current) => setQuantity(cart, { ...mug, quantity, etag }, current));
    const outcomes = await Promise.allSettled([5, 6, 7].map(set));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(itemCount((await store.read("guest.1")).cart)).toBe(5);
  });

  it("lose nothing between processes that know nothing of each other", async () => {
    const entries = await openEntries();
    const stores = Array.from({ length: 4 }, () => createCartStore(entries));
    await Promise.all(Array.from({ length: 80 }, (_, index) => stores[index % 4]!.change("guest.1", one)));
    expect(itemCount((await stores[0]!.read("guest.1")).cart)).toBe(80);
  });

  it("give up after twenty lost races, with nothing written", async () => {
    const entries = await openEntries();
    const before = await createCartStore(entries).change("guest.1", one);
    const update = vi.fn(async () => undefined);
    const losing = createCartStore({ ...entries, update });
    const error = await losing.change("guest.1", one).catch((thrown) => thrown);
    expect([reasonOf(error), error.situation, update.mock.calls.length]).toEqual(["CART_CHANGED", "conflict", 20]);
    expect(await losing.read("guest.1")).toEqual(before);
  });

  it("that come together go into few writes, and one that is refused or too late holds up nobody", async () => {
    const entries = await openEntries();
    const update = vi.fn(entries.update);
    const store = createCartStore({ ...entries, update });
    await store.change("guest.1", one);
    const refuse = () => {
      throw new Error("refused");
    };
    const overdue = { trace: continueTrace(undefined), deadline: Date.now() - 1 };
    const refused = [store.change("guest.1", refuse), withCall(overdue, () => store.change("guest.1", one))].map(
      (change) => change.catch(reasonOf),
    );
    const good = Array.from({ length: 20 }, () => store.change("guest.1", one));
    expect(await Promise.all(refused)).toEqual(["INTERNAL", "DEADLINE_EXCEEDED"]);
    await Promise.all(good);
    expect(itemCount((await store.read("guest.1")).cart)).toBe(21);
    expect(update.mock.calls.length).toBeLessThan(5);
  });
});

const missing = redisMissing();
if (missing) console.warn(`Skipped, ${missing}.`);
describe.skipIf(missing)("on Redis", () => {
  it("carts are kept, lose nothing and move as on NATS", async () => {
    const { url } = await startTestRedis();
    const [first, second] = await Promise.all([startCart({ REDIS_URL: url }), startCart({ REDIS_URL: url })]);
    const [guestId, customerId, mug] = [randomUUID(), randomUUID(), addProduct()];
    const clients = [asGuest(guestId, first.address), asGuest(guestId, second.address)];
    await Promise.all(Array.from({ length: 60 }, (_, index) => add(clients[index % 2]!, mug)));
    expect((await read(clients[0]!)).itemCount).toBe(60);
    const both = asCustomer(customerId, guestId, second.address);
    expect(await both.mergeCart({})).toMatchObject({ mergedItemCount: 60, cart: { itemCount: 60 } });
    expect((await read(clients[0]!)).itemCount).toBe(0);
    // In Redis, and nowhere else.
    expect((await read(asCustomer(customerId))).itemCount).toBe(0);
  });
});
