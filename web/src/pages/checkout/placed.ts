// The last order that was placed in this tab: where it goes to, which the next one begins with, and whether its page was shown yet.
// A reload that is under way while the answer arrives ends at the checkout again: from there it leads to the order.
import type { DraftAddress } from "./draft.ts";

export interface Placed {
  readonly orderId: string;
  readonly address: DraftAddress;
  /** Whether the customer has seen its page. */
  readonly shown: boolean;
}

const KEY = "meshmart.placed";

export function savePlaced(placed: Placed): void {
  sessionStorage.setItem(KEY, JSON.stringify(placed));
}

export function loadPlaced(): Placed | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null") ?? undefined;
  } catch {
    return undefined; // Not what we wrote.
  }
}

export function markShown(orderId: string): void {
  const placed = loadPlaced();
  if (placed?.orderId === orderId && !placed.shown) savePlaced({ ...placed, shown: true });
}
