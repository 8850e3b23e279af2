// Sellers' offers on their way through the shop: from a product's page into a cart, and into an order at the price that was shown.
import { randomUUID } from "node:crypto";
import { afterAll, expect, it } from "vitest";
import { checkBooks } from "../src/books.ts";
import { signUp } from "../src/customers.ts";
import { gatewayUrl } from "../src/mesh.ts";
import { get, mug, orderBody, placeOrder, post, send, settled } from "../src/shop.ts";

const soon = { timeout: 15_000, interval: 100 };
afterAll(() => checkBooks());

interface Item {
  readonly productId: string;
  readonly purchaseOptionId: string;
  readonly sellerId?: string;
  readonly quantity: number;
  readonly unitPrice: object;
}

const wishOf = ({ productId, purchaseOptionId, sellerId, quantity, unitPrice }: Item) => ({
  productId,
  purchaseOptionId,
  sellerId,
  quantity,
  expectedUnitPrice: unitPrice,
});

it("a customer buys mugs in three ways in one order, one of them a seller's, each at the price that the cart showed", async () => {
  const headers = await (await signUp()).headers();
  const page = (await get(`/v1/productPages/${mug}`)).body;
  const offer = page.offers.offers.find(({ sellerId }: Item) => sellerId === "seoul-table");
  for (const wish of [{ purchaseOptionId: "sand" }, { purchaseOptionId: "ocean" }, offer]) {
    const { purchaseOptionId, sellerId } = wish;
    const item = { requestId: randomUUID(), productId: mug, purchaseOptionId, sellerId, quantity: 1 };
    expect((await post("/v1/cart/items", item, {}, headers)).status).toBe(200);
  }
  const { cart } = (await get("/v1/cart", headers)).body;
  const { purchaseOptionId, sellerId, sellerName, price: unitPrice } = offer;
  expect(cart.items[2]).toMatchObject({ purchaseOptionId, sellerId, sellerName, unitPrice, available: true });

  const placed = await post("/v1/orders", { ...orderBody(), items: cart.items.map(wishOf) }, {}, headers);
  expect(placed.status, JSON.stringify(placed.body)).toBe(200);
  const order = await settled(placed.body.order.orderId, 30_000, headers);
  expect(order).toMatchObject({
    state: "STATE_CONFIRMED",
    subtotal: cart.subtotal,
    items: [
      { purchaseOptionId: "sand" },
      { purchaseOptionId: "ocean" },
      { purchaseOptionId, sellerId, sellerName, unitPrice },
    ],
  });
  const count = async () => (await get("/v1/cart:count", headers)).body.itemCount ?? 0;
  await expect.poll(count, soon).toBe(0);
  // The picture of the line is one that the shop has.
  const { picturePath } = order.items[2];
  expect(picturePath).toBe(page.product.picturePath);
  expect((await fetch(gatewayUrl + picturePath)).headers.get("content-type")).toContain("image/svg");
});

it("an order of one way to buy leaves the others in the cart", async () => {
  const headers = await (await signUp()).headers();
  for (const purchaseOptionId of ["sand", "ocean"]) {
    const item = { requestId: randomUUID(), productId: mug, purchaseOptionId, quantity: 1 };
    await post("/v1/cart/items", item, {}, headers);
  }
  const items = [{ productId: mug, purchaseOptionId: "ocean", quantity: 1 }];
  await post("/v1/orders", { ...orderBody(), items }, {}, headers);
  const left = async () =>
    (await get("/v1/cart", headers)).body.cart.items.map((item: Item) => [item.purchaseOptionId, item.quantity]);
  await expect.poll(left, soon).toEqual([["sand", 1]]);
});

it("an offer that nobody makes is refused before anything is ordered, and takes no place in a cart", async () => {
  const nobody = { productId: mug, purchaseOptionId: "sand", sellerId: "nobody", quantity: 1 };
  const headers = await (await signUp()).headers();
  const refusals = [
    await post("/v1/orders", { ...orderBody(), items: [nobody] }, {}, headers),
    await post("/v1/cart/items", { requestId: randomUUID(), ...nobody }, {}, headers),
  ];
  expect(refusals.map(({ status, body }) => [status, body.details[0].reason])).toEqual(
    Array(2).fill([400, "OFFER_NOT_FOUND"]),
  );
  const set = await send("PUT", `/v1/cart/items/${mug}/sand`, { sellerId: "nobody", quantity: 1 }, {}, headers);
  expect(set.body.details[0].reason).toBe("CART_ITEM_NOT_FOUND");
  // The shop's own is sold as ever.
  expect(await settled(await placeOrder({}, headers), 30_000, headers)).toMatchObject({ state: "STATE_CONFIRMED" });
});
