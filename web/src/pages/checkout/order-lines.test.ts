import { create } from "@bufbuild/protobuf";
import { MoneySchema } from "@meshmart/gen/google/type/money_pb";
import { CartItemSchema } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { describe, expect, test } from "vitest";
import { accept, chooseLines, newsOf, see } from "./order-lines.ts";

const won = (units: bigint) => create(MoneySchema, { currencyCode: "KRW", units });
const dollars = (units: bigint) => create(MoneySchema, { currencyCode: "USD", units });
const item = (productId: string, unitPrice = won(1000n), more = {}) =>
  create(CartItemSchema, {
    productId,
    purchaseOptionId: "standard",
    quantity: 2,
    available: true,
    unitPrice,
    ...more,
  });

describe("what is ordered", () => {
  test("is all of the cart that can be bought, and its exact sum", () => {
    const soldOut = item("tent", won(9000n), { available: false });
    const { lines, missing, subtotal } = chooseLines([item("mug"), soldOut, item("lamp", won(500n))], undefined);
    expect(lines.map(({ productId }) => productId)).toEqual(["mug", "lamp"]);
    expect(missing).toEqual([soldOut]);
    expect(subtotal).toEqual(won(3000n));
  });

  test("may be a part of the cart, never more than it holds", () => {
    const only = [{ productId: "mug", purchaseOptionId: "standard", sellerId: "", quantity: 1 }];
    expect(chooseLines([item("mug"), item("lamp")], only).subtotal).toEqual(won(1000n));
    expect(chooseLines([item("mug")], [{ ...only[0]!, quantity: 9 }]).subtotal).toEqual(won(2000n));
  });
});

describe("the customer is told", () => {
  const seen = accept(chooseLines([item("mug"), item("lamp")], undefined).lines);

  test("of another price and of what is sold out, until they have accepted it", () => {
    const now = chooseLines([item("mug", won(1200n)), item("lamp", won(1000n), { available: false })], undefined);
    expect(newsOf(seen, now).map(({ item, before, now }) => [item.productId, before.units, now?.units])).toEqual([
      ["mug", 1000n, 1200n],
      ["lamp", 1000n, undefined],
    ]);
    expect(newsOf(see(seen, now.lines), now)).toHaveLength(2);
    expect(newsOf(accept(now.lines), now)).toEqual([]);
  });

  test("nothing of what is new, or in another currency", () => {
    const now = chooseLines([item("mug", dollars(1n)), item("tent")], undefined);
    expect(newsOf(seen, now)).toEqual([]);
    expect(see(seen, now.lines).get("mug/standard/")).toEqual(dollars(1n));
  });
});
