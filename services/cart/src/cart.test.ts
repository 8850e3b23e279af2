import { reasonOf } from "@meshmart/kit/errors";
import { describe, expect, it } from "vitest";
import {
  addPieces,
  type Cart,
  type CartLine,
  clear,
  EMPTY,
  itemCount,
  ORDERS_REMEMBERED,
  REQUESTS_REMEMBERED,
  removeBought,
  setQuantity,
} from "./cart.ts";

const price = (minor: bigint) => ({ currency: "KRW", minor });
const line = (productId: string, change: Partial<CartLine> = {}): CartLine => ({
  productId,
  purchaseOptionId: "standard",
  sellerId: "",
  sellerName: "",
  quantity: 1,
  title: productId,
  picturePath: "",
  addedUnitPrice: price(1_000n),
  addedAt: 100,
  ...change,
});
const cartOf = (...lines: CartLine[]): Cart => ({ ...EMPTY, lines, updatedAt: 100 });
const reason = (work: () => unknown) => {
  try {
    work();
    return "OK";
  } catch (error) {
    return reasonOf(error);
  }
};

describe("adding", () => {
  it("puts pieces on top, at the newest price and title, and keeps the order", () => {
    const cart = cartOf(line("mug", { quantity: 2 }), line("lamp"));
    const later = line("mug", { quantity: 3, title: "Large mug", addedUnitPrice: price(1_200n), addedAt: 200 });
    expect(addPieces(cart, later, "r").lines).toEqual([{ ...later, quantity: 5 }, line("lamp")]);
  });

  it("has a line for each option, and for each seller", () => {
    const pair = addPieces(cartOf(line("mug")), line("mug", { purchaseOptionId: "pair" }), "r1");
    const cart = addPieces(pair, line("mug", { sellerId: "one", quantity: 2 }), "r2");
    expect(cart.lines.map(({ purchaseOptionId, sellerId }) => [purchaseOptionId, sellerId])).toEqual([
      ["standard", ""],
      ["pair", ""],
      ["standard", "one"],
    ]);
    expect(addPieces(cart, line("mug", { sellerId: "one" }), "r3").lines[2]!.quantity).toBe(3);
  });

  it("holds 100 lines and 100 pieces of each, and a repeated request is never too much", () => {
    const full = Array.from({ length: 99 }, (_, index) => line(`p${index}`)).reduce(
      (cart, each) => addPieces(cart, each, each.productId),
      EMPTY,
    );
    const cart = addPieces(full, line("last", { quantity: 100 }), "last");
    expect(itemCount(cart)).toBe(199);
    expect(reason(() => addPieces(cart, line("more"), "r"))).toBe("CART_FULL");
    expect(reason(() => addPieces(cart, line("last"), "r"))).toBe("QUANTITY_LIMIT");
    expect(addPieces(cart, line("last", { quantity: 100 }), "last")).toBe(cart);
  });

  it("remembers the last hundred requests, whatever else happens to the cart", () => {
    let cart = EMPTY;
    for (let request = 0; request <= REQUESTS_REMEMBERED; request++) {
      cart = clear(addPieces(cart, line("mug"), String(request)));
    }
    expect(cart.requestIds).toHaveLength(REQUESTS_REMEMBERED);
    expect(addPieces(cart, line("mug"), "1")).toBe(cart);
    expect(itemCount(addPieces(cart, line("mug"), "0"))).toBe(1);
  });
});

describe("setting a quantity", () => {
  const set = (cart: Cart, quantity: number, etag = "", productId = "mug") =>
    setQuantity(cart, { productId, purchaseOptionId: "standard", sellerId: "", quantity, etag }, "7");

  it("changes that line only, and leaves when it was added and for how much", () => {
    expect(set(cartOf(line("lamp"), line("mug")), 9).lines).toEqual([line("lamp"), line("mug", { quantity: 9 })]);
    expect(set(cartOf(line("lamp"), line("mug")), 0).lines).toEqual([line("lamp")]);
  });

  it("is of one seller's pieces, and says whose when there are none", () => {
    const cart = cartOf(line("mug"), line("mug", { sellerId: "one" }));
    const ofOne = { productId: "mug", purchaseOptionId: "standard", sellerId: "one", quantity: 4, etag: "" };
    expect(setQuantity(cart, ofOne, "7").lines).toEqual([line("mug"), line("mug", { sellerId: "one", quantity: 4 })]);
    expect(() => setQuantity(cart, { ...ofOne, sellerId: "two" }, "7")).toThrow('option "standard" from two is not');
  });

  it("changes nothing where nothing is to be done", () => {
    const cart = cartOf(line("lamp"));
    expect(set(cart, 0)).toBe(cart);
    expect(set(cart, 1, "7", "lamp")).toBe(cart);
    expect(reason(() => set(cart, 1))).toBe("CART_ITEM_NOT_FOUND");
  });

  it("is refused on top of another etag, before anything else, unless it is the one that was set then", () => {
    const cart = cartOf(line("mug"));
    expect(reason(() => set(cart, 5, "6"))).toBe("CART_CHANGED");
    expect(reason(() => set(cart, 5, "6", "unknown"))).toBe("CART_CHANGED");
    const changed = set(cart, 5, "7");
    const repeat = (quantity: number, etag: string) =>
      setQuantity(changed, { productId: "mug", purchaseOptionId: "standard", sellerId: "", quantity, etag }, "8");
    expect(repeat(5, "7")).toBe(changed);
    expect(reason(() => repeat(6, "7"))).toBe("CART_CHANGED");
    expect(reason(() => repeat(5, "6"))).toBe("CART_CHANGED");
  });
});

describe("an order", () => {
  const order = (orderId: string, productIds: string[], at = 150, quantity = Number.POSITIVE_INFINITY) => ({
    orderId,
    bought: productIds.map((productId) => ({ productId, quantity })),
    at,
  });

  it("takes out all options of what was bought, where it does not say how much", () => {
    const cart = cartOf(line("mug"), line("mug", { purchaseOptionId: "pair" }), line("lamp"));
    expect(removeBought(cart, order("o", ["mug"])).lines).toEqual([line("lamp")]);
  });

  it("takes out as many pieces as were bought, and leaves the others", () => {
    const pair = line("mug", { purchaseOptionId: "pair", quantity: 3 });
    const cart = cartOf(line("mug", { quantity: 2 }), pair, line("lamp"));
    const after = removeBought(cart, order("o", ["mug"], 150, 4));
    expect(after.lines).toEqual([{ ...pair, quantity: 1 }, line("lamp")]);
  });

  it("takes out what was bought in that way from that seller, and nothing else of the product", () => {
    const [own, pair, ofOne] = [
      line("mug", { quantity: 2 }),
      line("mug", { purchaseOptionId: "pair", quantity: 2 }),
      line("mug", { sellerId: "one", quantity: 2 }),
    ];
    const bought = [
      { productId: "mug", purchaseOptionId: "standard", sellerId: "one", quantity: 2 },
      { productId: "mug", purchaseOptionId: "pair", sellerId: "", quantity: 1 },
      { productId: "mug", purchaseOptionId: "pair", sellerId: "one", quantity: 9 },
    ];
    const after = removeBought(cartOf(own, pair, ofOne), { orderId: "o", bought, at: 150 });
    expect(after.lines).toEqual([own, { ...pair, quantity: 1 }]);
  });

  it("takes out nothing a second time, for the last fifty orders, also when it took out nothing the first time", () => {
    let cart = cartOf(line("lamp"));
    for (let index = 0; index < ORDERS_REMEMBERED; index++) cart = removeBought(cart, order(`o${index}`, ["mug"]));
    cart = addPieces(cart, line("mug"), "r");
    expect(removeBought(cart, order("o0", ["mug"]))).toBe(cart);
    const next = removeBought(cart, order("next", []));
    expect(next.orderIds).toHaveLength(ORDERS_REMEMBERED);
    expect(removeBought(next, order("o1", ["mug"]))).toBe(next);
  });

  it("leaves what was added after it was confirmed, even when it is long forgotten", () => {
    const cart = cartOf(line("mug", { addedAt: 150 }), line("lamp", { addedAt: 151 }));
    expect(removeBought(cart, order("o", ["mug", "lamp"])).lines).toEqual([line("lamp", { addedAt: 151 })]);
  });

  it("needs no cart", () => {
    expect(removeBought(EMPTY, order("o", ["mug"]))).toBe(EMPTY);
  });
});
