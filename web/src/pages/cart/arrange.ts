// Which line stands where. A line keeps its place while the page is open, also once it is taken out: there it can be put back.
import type { CartItem } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { lineKey } from "../../api/lines.ts";

export interface Slot {
  readonly key: string;
  /** As the mesh says it now; undefined: it is not in the cart. */
  readonly item?: CartItem;
  /** As it was when the visitor took it out. */
  readonly removed?: CartItem;
}

/** The same slots with what the cart holds now. Lines that went without the visitor's doing (bought, another tab) are not kept. */
export function arrange(slots: readonly Slot[], items: readonly CartItem[]): readonly Slot[] {
  const byKey = new Map(items.map((item) => [lineKey(item), item]));
  const kept = slots.flatMap((slot): Slot[] => {
    const item = byKey.get(slot.key);
    if (item && !slot.item) return [{ key: slot.key, item }];
    if (item) return slot.item === item ? [slot] : [{ ...slot, item }];
    if (!slot.removed) return [];
    return slot.item ? [{ key: slot.key, removed: slot.removed }] : [slot];
  });
  const known = new Set(slots.map(({ key }) => key));
  const added = items.filter((item) => !known.has(lineKey(item))).map((item) => ({ key: lineKey(item), item }));
  const next = [...kept, ...added];
  const same = next.length === slots.length && next.every((slot, index) => slot === slots[index]);
  return same ? slots : next;
}
