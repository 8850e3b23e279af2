// Carts in the key-value store, one entry each. A change that meets another one is done again on top of it, so none is lost: within
// this process changes of the same cart wait for each other, and between processes compare-and-set decides. After 20 lost races in a
// row the change is refused, with nothing written. What was written is there until 30 days after the last write.
import { setTimeout as sleep } from "node:timers/promises";
import { Code } from "@connectrpc/connect";
import { currentCall } from "@meshmart/kit/call-context";
import { connectError } from "@meshmart/kit/errors";
import type { KeyValueStore } from "@meshmart/kit/key-value";
import { type Cart, cartChanged, EMPTY } from "./cart.ts";

export const CART_BUCKET = "carts";
export const CART_LIFETIME_MS = 30 * 86_400_000;
const MAX_LOSSES = 20;
const LONGEST_PAUSE_MS = 20;
/** The etag of a cart that nobody has written to. */
const NO_ETAG = "0";

export interface StoredCart {
  readonly cart: Cart;
  /** Of this write. */
  readonly etag: string;
}

export interface CartStore {
  /** One read. */
  read(key: string): Promise<StoredCart>;
  /** Writes unless `change` answers with the cart that it was given; it may be called several times. */
  change(key: string, change: (cart: Cart, etag: string) => Cart): Promise<StoredCart>;
}

export function customerKey(customerId: string): string {
  return `customer.${customerId}`;
}

export function guestKey(guestId: string): string {
  return `guest.${guestId}`;
}

export function createCartStore(entries: KeyValueStore, now = Date.now): CartStore {
  const inTurn = createTurns();

  const read = async (key: string): Promise<StoredCart> => {
    const entry = await entries.get(key);
    return entry ? { cart: decode(entry.value), etag: entry.revision } : { cart: EMPTY, etag: NO_ETAG };
  };
  const write = (key: string, value: string, etag: string) =>
    etag === NO_ETAG ? entries.create(key, value) : entries.update(key, value, etag);

  return {
    read,
    change: (key, change) =>
      inTurn(key, async () => {
        for (let losses = 0; losses < MAX_LOSSES; losses++) {
          const before = await read(key);
          const changed = change(before.cart, before.etag);
          if (changed === before.cart) return before;
          const cart = { ...changed, updatedAt: now() };
          const etag = await write(key, JSON.stringify(cart, bigintsAsText), before.etag);
          if (etag !== undefined) return { cart, etag };
          await sleep(Math.random() * Math.min(losses + 1, LONGEST_PAUSE_MS));
        }
        throw cartChanged(`Others changed the cart ${MAX_LOSSES} times meanwhile. Try again in a moment.`);
      }),
  };
}

/** Work on the same key is done one after the other, in the order in which it was asked for; work whose caller has gone is not done. */
function createTurns() {
  const last = new Map<string, Promise<unknown>>();
  return <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const mine = (last.get(key) ?? Promise.resolve()).then(() => {
      if ((currentCall()?.deadline ?? Number.POSITIVE_INFINITY) < Date.now()) throw tooLate();
      return work();
    });
    const settled = mine
      .catch(() => {}) // Its own caller hears of it.
      .then(() => {
        if (last.get(key) === settled) last.delete(key);
      });
    last.set(key, settled);
    return mine;
  };
}

function tooLate() {
  return connectError(
    Code.DeadlineExceeded,
    "The call waited for others at the same cart until its deadline had passed.",
  );
}

/** Amounts of money are the only integers that JSON cannot hold. */
function bigintsAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

function decode(value: string): Cart {
  return JSON.parse(value, (key, field) => (key === "minor" ? BigInt(field) : field));
}
