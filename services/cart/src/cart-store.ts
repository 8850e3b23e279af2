// Carts in the key-value store, one entry each. A change that meets another one is done again on top of it, so none is lost: within
// this process changes of the same cart that come together go into one write, and between processes compare-and-set decides. After 20
// lost races in a row the changes are refused, with nothing written. What was written is there until 30 days after the last write.
import { setTimeout as sleep } from "node:timers/promises";
import { createBatcher } from "@meshmart/kit/batcher";
import type { KeyValueStore } from "@meshmart/kit/key-value";
import { type Cart, type CartLine, cartChanged, EMPTY } from "./cart.ts";

export const CART_BUCKET = "carts";
export const CART_LIFETIME_MS = 30 * 86_400_000;
const MAX_LOSSES = 20;
const LONGEST_PAUSE_MS = 20;
const MAX_BATCH = 100;
/** The etag of a cart that nobody has written to. */
const NO_ETAG = "0";
/** For a change on top of others in the same write: nobody can have seen that cart. */
const NOT_WRITTEN_ETAG = "-";

export interface StoredCart {
  readonly cart: Cart;
  /** Of this write. */
  readonly etag: string;
}

/** Answers with the cart as it shall be, or refuses by throwing. */
export type Change = (cart: Cart, etag: string) => Cart;

export interface CartStore {
  /** One read. */
  read(key: string): Promise<StoredCart>;
  /**
   * Writes unless `change` answers with the cart that it was given; it may be called several times. Answers with the cart as it is
   * after the write, in which others may have had a part.
   */
  change(key: string, change: Change): Promise<StoredCart>;
}

export function customerKey(customerId: string): string {
  return `customer.${customerId}`;
}

export function guestKey(guestId: string): string {
  return `guest.${guestId}`;
}

/** A change that was done, or the reason why not. */
type Outcome = { readonly stored: StoredCart } | { readonly error: unknown };

export function createCartStore(entries: KeyValueStore, now = Date.now): CartStore {
  const writers = new Map<string, { readonly write: (change: Change) => Promise<Outcome>; users: number }>();

  const read = async (key: string): Promise<StoredCart> => {
    const entry = await entries.get(key);
    return entry ? { cart: decode(entry.value), etag: entry.revision } : { cart: EMPTY, etag: NO_ETAG };
  };
  const write = (key: string, value: string, etag: string) =>
    etag === NO_ETAG ? entries.create(key, value) : entries.update(key, value, etag);
  /** Does them one on top of the other, in one write. One that is refused leaves the others be. */
  const changeAll = async (key: string, changes: readonly Change[]): Promise<Outcome[]> => {
    for (let losses = 0; losses < MAX_LOSSES; losses++) {
      const before = await read(key);
      const { cart, refusals } = applyAll(before, changes);
      const after = cart === before.cart ? before : await writeOnTop(key, cart, before.etag);
      if (after) return refusals.map((refusal) => refusal ?? { stored: after });
      await sleep(Math.random() * Math.min(losses + 1, LONGEST_PAUSE_MS));
    }
    throw cartChanged(`Others changed the cart ${MAX_LOSSES} times meanwhile. Try again in a moment.`);
  };
  const writeOnTop = async (key: string, changed: Cart, before: string): Promise<StoredCart | undefined> => {
    const cart = { ...changed, updatedAt: now() };
    const etag = await write(key, JSON.stringify(cart, bigintsAsText), before);
    return etag === undefined ? undefined : { cart, etag };
  };
  const writerOf = (key: string) => ({
    // What goes wrong goes wrong for all of them: taken apart they would only meet it again.
    write: createBatcher<Change, Outcome>(
      (changes) => changeAll(key, changes).catch((error) => changes.map(() => ({ error }))),
      MAX_BATCH,
    ),
    users: 0,
  });

  return {
    read,
    async change(key, change) {
      const writer = writers.get(key) ?? writerOf(key);
      writers.set(key, writer);
      writer.users++;
      try {
        const outcome = await writer.write(change);
        if ("error" in outcome) throw outcome.error;
        return outcome.stored;
      } finally {
        if (--writer.users === 0) writers.delete(key);
      }
    },
  };
}

function applyAll({ cart: before, etag }: StoredCart, changes: readonly Change[]) {
  let cart = before;
  const refusals = changes.map((change) => {
    try {
      cart = change(cart, cart === before ? etag : NOT_WRITTEN_ETAG);
      return undefined;
    } catch (error) {
      return { error };
    }
  });
  return { cart, refusals };
}

/** Amounts of money are the only integers that JSON cannot hold. */
function bigintsAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** One that an older version has written lacks what came later. */
function decode(value: string): Cart {
  const stored: Cart = { ...EMPTY, ...JSON.parse(value, (key, field) => (key === "minor" ? BigInt(field) : field)) };
  const { outgoing, lastSet } = stored;
  return {
    ...stored,
    lines: stored.lines.map(complete),
    ...(outgoing && { outgoing: { ...outgoing, lines: outgoing.lines.map(complete) } }),
    ...(lastSet && { lastSet: { ...OF_THE_SHOP, ...lastSet } }),
  };
}

/** Before there were sellers and pictures. */
const OF_THE_SHOP = { sellerId: "" };
const PLAIN = { ...OF_THE_SHOP, sellerName: "", picturePath: "" };

function complete(line: CartLine): CartLine {
  return { ...PLAIN, ...line };
}
