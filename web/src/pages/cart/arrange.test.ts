import { create } from "@bufbuild/protobuf";
import { CartItemSchema } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { describe, expect, test } from "vitest";
import { arrange } from "./arrange.ts";

const item = (productId: string, quantity = 1) =>
  create(CartItemSchema, { productId, purchaseOptionId: "standard", quantity });
const [mug, lamp, tent] = [item("mug"), item("lamp"), item("tent")];

describe("a line of the cart", () => {
  test("keeps its place when another answer has another order", () => {
    const before = arrange([], [mug, lamp]);
    expect(arrange(before, [lamp, mug]).map((slot) => slot.item)).toEqual([mug, lamp]);
  });

  test("that was taken out leaves its place to be put back, and comes back to it", () => {
    const removing = arrange([], [mug, lamp]).map((slot, index) => (index === 0 ? { ...slot, removed: mug } : slot));
    const removed = arrange(removing, [lamp]);
    expect(removed).toEqual([
      { key: "mug/standard/", removed: mug },
      { key: "lamp/standard/", item: lamp },
    ]);
    const back = arrange(removed, [lamp, mug]);
    expect(back.map((slot) => slot.item)).toEqual([mug, lamp]);
    expect(back[0]).not.toHaveProperty("removed");
  });

  test("that went without the visitor's doing is gone, and a new one comes last", () => {
    expect(arrange(arrange([], [mug, lamp]), [lamp, tent]).map((slot) => slot.item)).toEqual([lamp, tent]);
  });

  test("that has not changed makes no new list", () => {
    const slots = arrange([], [mug, lamp]);
    expect(arrange(slots, [mug, lamp])).toBe(slots);
  });
});
