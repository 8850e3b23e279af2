import { create } from "@bufbuild/protobuf";
import { OrderSchema } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { describe, expect, test } from "vitest";
import { findPlaced } from "./find-placed.ts";

const mugs = { productId: "mug", purchaseOptionId: "ocean", sellerId: "", quantity: 2 };
const lamp = { productId: "lamp", purchaseOptionId: "standard", sellerId: "hanbit-store", quantity: 1 };
const order = (orderId: string, ...items: (typeof mugs)[]) => create(OrderSchema, { orderId, items });

describe("the order that an unanswered request has made", () => {
  const before = order("old", mugs, lamp);

  test("is newer than all that were there before, and has the same lines in any order", () => {
    const orders = [order("other", lamp), order("mine", lamp, mugs), before];
    expect(findPlaced(orders, { orderBefore: "old", lines: [mugs, lamp] })?.orderId).toBe("mine");
  });

  test("is not one from before, however alike", () => {
    expect(findPlaced([before], { orderBefore: "old", lines: [mugs, lamp] })).toBeUndefined();
  });

  test("may be the customer's first", () => {
    expect(findPlaced([order("first", mugs)], { orderBefore: "", lines: [mugs] })?.orderId).toBe("first");
  });

  test("is not one of another quantity", () => {
    expect(findPlaced([order("first", mugs)], { orderBefore: "", lines: [{ ...mugs, quantity: 1 }] })).toBeUndefined();
  });
});
