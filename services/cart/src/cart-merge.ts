// Moves a guest's pieces into a customer's cart, exactly once, in three writes: (1) the guest's cart sets them apart under a name,
// (2) the customer's cart takes them in and remembers the name, (3) the guest's cart drops them. Whoever stops in between leaves them
// set apart, and the next merge goes on there: (2) is done once for a name, and what the guest adds meanwhile is not among them.
import {
  type Cart,
  type CartLine,
  itemCount,
  MAX_LINES,
  MAX_QUANTITY,
  REQUESTS_REMEMBERED,
  remember,
  sameLine,
} from "./cart.ts";
import type { CartStore, StoredCart } from "./cart-store.ts";

const MERGES_REMEMBERED = 20;
/** One for what an earlier merge left behind, one for what there is, one for what was added meanwhile. */
const MAX_ROUNDS = 3;

/** Pieces on their way. */
export interface Outgoing {
  /** UUID of this move. */
  readonly mergeId: string;
  /** Key of the cart that they go to. */
  readonly to: string;
  readonly lines: readonly CartLine[];
  /** The requests that added them: repeated for the customer, they add nothing. */
  readonly requestIds: readonly string[];
}

export interface MergeOptions {
  /** Keys of the two carts. */
  readonly from: string;
  readonly to: string;
  readonly newMergeId: () => string;
}

/** Answers with the customer's cart, and how many pieces came into it. */
export async function mergeCarts(store: CartStore, { from, to, newMergeId }: MergeOptions) {
  let customer: StoredCart | undefined;
  let mergedCount = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { outgoing } = (await store.change(from, (cart) => setApart(cart, newMergeId(), to))).cart;
    if (!outgoing) break;
    let came = 0;
    const taken = await store.change(outgoing.to, (cart) => {
      const next = takeIn(cart, outgoing);
      came = itemCount(next) - itemCount(cart);
      return next;
    });
    await store.change(from, (cart) => drop(cart, outgoing.mergeId));
    // What was left behind may have been on its way to somebody else, who signed in at this browser before.
    if (outgoing.to !== to) continue;
    customer = taken;
    mergedCount += came;
  }
  return { ...(customer ?? (await store.read(to))), mergedCount };
}

/** Puts what is in the cart on its way. What is on its way already goes first. */
export function setApart(cart: Cart, mergeId: string, to: string): Cart {
  if (cart.outgoing || cart.lines.length === 0) return cart;
  const { lines, requestIds } = cart;
  return { ...cart, lines: [], outgoing: { mergeId, to, lines, requestIds } };
}

/** Pieces of the same item add up, to the limit; items for which there is no room are left out. */
export function takeIn(cart: Cart, { mergeId, lines: incoming, requestIds }: Outgoing): Cart {
  if (cart.mergeIds.includes(mergeId)) return cart;
  const lines = [...cart.lines];
  for (const line of incoming) {
    const index = lines.findIndex(sameLine(line));
    const own = lines[index];
    if (own) {
      const quantity = Math.min(own.quantity + line.quantity, MAX_QUANTITY);
      lines[index] = { ...own, quantity, addedAt: Math.max(own.addedAt, line.addedAt) };
    } else if (lines.length < MAX_LINES) lines.push(line);
  }
  return {
    ...cart,
    lines,
    requestIds: remember(cart.requestIds, requestIds, REQUESTS_REMEMBERED),
    mergeIds: remember(cart.mergeIds, [mergeId], MERGES_REMEMBERED),
  };
}

export function drop(cart: Cart, mergeId: string): Cart {
  if (cart.outgoing?.mergeId !== mergeId) return cart;
  const { outgoing, ...rest } = cart;
  return rest;
}
