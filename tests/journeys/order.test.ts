// From the shelf to the door, through the gateway, as a web client sees it.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkBooks } from "../src/books.ts";
import { me, signUp } from "../src/customers.ts";
import { gatewayUrl, until, withDatabases } from "../src/mesh.ts";
import {
  cards,
  get,
  koreaOnlyDoll,
  lastCamera,
  mug,
  orderBody,
  orderOf,
  placeOrder,
  post,
  settled,
} from "../src/shop.ts";

beforeAll(() => checkBooks());
afterAll(() => checkBooks());

const reasonOf = (body: { details: { reason?: string }[] }) => body.details.find(({ reason }) => reason)?.reason;

describe("a customer", () => {
  it("browses the shop page by page, in won and in dollars", async () => {
    const seen: string[] = [];
    let token = "";
    do {
      const { body } = await get(`/v1/products?page_size=10&page_token=${token}`);
      seen.push(...body.products.map((product: { productId: string }) => product.productId));
      token = body.nextPageToken;
    } while (token);
    expect(seen.length).toBeGreaterThan(30);
    expect(new Set(seen).size).toBe(seen.length);
    const { body } = await get(`/v1/products/${mug}?currency_code=USD`);
    expect(body.product).toMatchObject({
      title: "Stoneware mug",
      price: { currencyCode: "USD", units: "9", nanos: 900_000_000 },
    });
  });

  it("orders, pays, and sees every step of the checkout", async () => {
    const { body: before } = await get(`/v1/products/${mug}/stock`);
    const customer = await signUp();
    const headers = await customer.headers();
    const { status, body } = await post("/v1/orders", orderBody({ quantity: 2 }), {}, headers);
    expect(status).toBe(200);
    expect(body.order).toMatchObject({
      state: "STATE_PENDING",
      failureReason: "",
      subtotal: { currencyCode: "KRW", units: "25800" },
    });
    const order = await settled(body.order.orderId, 30_000, headers);
    expect(order).toMatchObject({ state: "STATE_CONFIRMED", total: { currencyCode: "KRW", units: "28800" } });
    const steps = [
      "reserve_stock",
      "quote_shipping",
      "authorize_payment",
      "book_shipment",
      "capture_payment",
      "commit_stock",
    ];
    expect(order.sagaSteps.map((step: { name: string }) => step.name)).toEqual(steps);
    expect(order.sagaSteps.every((step: { state: string }) => step.state === "STATE_DONE")).toBe(true);
    const { body: after } = await get(`/v1/products/${mug}/stock`);
    expect(before.stock.onHand - after.stock.onHand).toBe(2);
    const { body: list } = await get("/v1/orders", headers);
    expect(list.orders.map((one: { orderId: string }) => one.orderId)).toEqual([order.orderId]);
    const { body: parcel } = await get(`/v1/orders/${order.orderId}/shipment`, headers);
    expect(parcel.shipment).toMatchObject({ state: "STATE_BOOKED" });
  });

  it("finds the parcel's way in the order's history", async () => {
    const orderId = await placeOrder();
    await until(
      async () => (await orderOf(orderId)).history.some((entry: { type: string }) => entry.type === "ShipmentBooked"),
      10_000,
      "the booking was in the history",
    );
  });

  it("watches the checkout live until it has settled", async () => {
    const orderId = await placeOrder();
    const abort = new AbortController();
    const response = await fetch(`${gatewayUrl}/v1/orders/${orderId}:watch`, {
      headers: await (await me()).headers(),
      signal: abort.signal,
    });
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      if (text.includes("STATE_CONFIRMED")) break;
    }
    abort.abort();
    expect(text).toContain("reserve_stock");
  });

  it("is declined, and owes nothing", async () => {
    const order = await settled(await placeOrder({ card: cards.declined }));
    expect(order).toMatchObject({ state: "STATE_CANCELLED", failureReason: "PAYMENT_DECLINED" });
    const states = Object.fromEntries(
      order.sagaSteps.map((step: { name: string; state: string }) => [step.name, step.state]),
    );
    expect(states).toMatchObject({ reserve_stock: "STATE_COMPENSATED", authorize_payment: "STATE_COMPENSATED" });
    expect(states).not.toHaveProperty("capture_payment");
  });

  it("calls an order off after it was confirmed, and gets everything back", async () => {
    const orderId = (await settled(await placeOrder())).orderId;
    expect((await post(`/v1/orders/${orderId}:cancel`, {})).status).toBe(200);
    const order = await settled(orderId);
    expect(order).toMatchObject({ state: "STATE_CANCELLED", failureReason: "CANCELLED_BY_CUSTOMER" });
    expect((await post(`/v1/orders/${orderId}:cancel`, {})).status).toBe(200);
    await withDatabases(["payment"], async ({ payment }) => {
      const rows = await payment<
        { type: string }[]
      >`select type from ledger where order_id = ${orderId} and type not like '%ING' order by sequence`;
      expect(rows.map(({ type }) => type)).toEqual(["AUTHORIZED", "CAPTURED", "REFUNDED"]);
    });
  });

  it("calls an order off at once, whatever the checkout is doing", async () => {
    const orderIds = await Promise.all(Array.from({ length: 10 }, () => placeOrder()));
    const answers = await Promise.all(orderIds.map((orderId) => post(`/v1/orders/${orderId}:cancel`, {})));
    expect(answers.map(({ status }) => status)).toEqual(orderIds.map(() => 200));
    const orders = await Promise.all(orderIds.map((orderId) => settled(orderId)));
    expect(orders.map(({ state }) => state)).toEqual(orderIds.map(() => "STATE_CANCELLED"));
  });
});

it("sells the last piece once, to one of a hundred buyers", async () => {
  const { body } = await get(`/v1/products/${lastCamera}/stock`);
  expect(body.stock.available).toBe(1);
  const orderIds = await Promise.all(Array.from({ length: 100 }, () => placeOrder({ productId: lastCamera })));
  const orders = await Promise.all(orderIds.map((orderId) => settled(orderId, 60_000)));
  const reasons = orders.map(({ state, failureReason }) => failureReason || state);
  expect(reasons.filter((reason) => reason === "STATE_CONFIRMED")).toHaveLength(1);
  expect(reasons.filter((reason) => reason === "OUT_OF_STOCK")).toHaveLength(99);
  await until(
    async () => !(await get(`/v1/products/${lastCamera}`)).body.product.available,
    10_000,
    "the catalog showed it as sold out",
  );
});

describe("a request that is repeated", () => {
  it("makes one order", async () => {
    const body = orderBody();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post("/v1/orders", body)));
    expect(new Set(answers.map((answer) => answer.body.order.orderId)).size).toBe(1);
  });

  it("is refused with another payload", async () => {
    const requestId = randomUUID();
    await placeOrder({ requestId });
    const { status, body } = await post("/v1/orders", orderBody({ requestId, quantity: 3 }));
    expect([status, reasonOf(body)]).toEqual([409, "REQUEST_ID_REUSED"]);
  });
});

describe("nothing is written, and the error says why, for", () => {
  const wishes: [
    string,
    () => Promise<{ status: number; body: { details: { reason?: string }[] } }>,
    number,
    string,
  ][] = [
    ["an unknown product", () => post("/v1/orders", orderBody({ productId: randomUUID() })), 404, "PRODUCT_NOT_FOUND"],
    ["no pieces", () => post("/v1/orders", orderBody({ quantity: 0 })), 400, "INVALID_REQUEST"],
    ["minus one piece", () => post("/v1/orders", orderBody({ quantity: -1 })), 400, "INVALID_REQUEST"],
    ["a billion pieces", () => post("/v1/orders", orderBody({ quantity: 1_000_000_000 })), 400, "INVALID_REQUEST"],
    [
      "a currency that it is not sold in",
      () => post("/v1/orders", orderBody({ productId: koreaOnlyDoll, currencyCode: "USD" })),
      400,
      "NOT_SOLD_IN_CURRENCY",
    ],
    [
      "a price in another currency than the order's",
      () => {
        const body = orderBody();
        Object.assign(body.items[0]!, { expectedUnitPrice: { currencyCode: "USD", units: "9", nanos: 900_000_000 } });
        return post("/v1/orders", body);
      },
      400,
      "CURRENCY_MISMATCH",
    ],
    ["a mistyped card", () => post("/v1/orders", orderBody({ card: "4242424242424241" })), 400, "CARD_NUMBER_INVALID"],
    ["a missing order", () => get(`/v1/orders/${randomUUID()}`), 403, "ORDER_NOT_YOURS"],
  ];
  it.each(wishes)("%s", async (_what, ask, status, reason) => {
    const count = () =>
      withDatabases(
        ["ordering"],
        async ({ ordering }) => (await ordering`select count(*)::int as n from orders`)[0]!.n,
      );
    const before = await count();
    const answer = await ask();
    expect([answer.status, reasonOf(answer.body)]).toEqual([status, reason]);
    expect(await count()).toBe(before);
  });

  it.each([
    ["malformed JSON", '{"requestId": ', 400],
    ["an unknown field", JSON.stringify({ ...orderBody(), discount: 99 }), 400],
    ["an oversize body", JSON.stringify({ ...orderBody(), pad: "x".repeat(2_000_000) }), 413],
  ])("%s", async (_what, text, status) => {
    const answer = await post("/v1/orders", text);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ code: expect.any(Number), message: expect.any(String) });
    expect(answer.traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it("the wrong method, an unknown path, and a deadline that has passed", async () => {
    const response = await fetch(`${gatewayUrl}/v1/products`, { method: "DELETE" });
    expect([response.status, response.headers.get("allow")?.includes("GET")]).toEqual([405, true]);
    expect((await get("/v1/nothing")).status).toBe(404);
    const late = await post("/meshmart.ordering.v1.OrderingService/ListOrders", {}, { "connect-timeout-ms": "0" });
    expect(late.body.code).toBe("deadline_exceeded");
  });

  it("a method that is for services only", async () => {
    expect((await post("/meshmart.inventory.v1.InventoryService/ReleaseStock", { orderId: randomUUID() })).status).toBe(
      404,
    );
  });
});
