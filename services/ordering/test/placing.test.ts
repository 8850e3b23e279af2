// Placing an order: once for each request, at the price that the customer saw, or refused before anything is written.
import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { DomainError } from "@meshmart/kit/errors";
import { describe, expect, it, vi } from "vitest";
import { DOLL, HANBIT, MUG, NAMU, requestsTo, when } from "./fakes.ts";
import {
  card,
  eventsOf,
  ordering,
  orderOf,
  outcome,
  place,
  read,
  service,
  soon,
  sql,
  stateOf,
  until,
} from "./ordering.ts";

const won = (units: bigint) => ({ currencyCode: "KRW", units, nanos: 0 });
const refusal = async (call: Promise<unknown>) => (await call.catch(ConnectError.from)) as ConnectError;
const count = async (requestId: string | undefined) =>
  (await sql`select 1 from orders where request_id = ${requestId!}`).length;

describe("a request that is repeated", () => {
  it("is answered with the same order, whatever the catalog says meanwhile", async () => {
    const request = orderOf();
    const first = (await ordering.placeOrder(request)).order!;
    expect(stateOf(first)).toBe("PENDING");
    when("batchGetProducts", () => {
      throw new DomainError("missing", "PRODUCT_NOT_FOUND", "Sold out of mugs.", { product_id: MUG });
    });
    const again = (await ordering.placeOrder(request)).order!;
    expect(again.orderId).toBe(first.orderId);
    await until(first.orderId, "CONFIRMED");
    expect(await outcome(ordering.placeOrder(request))).toBe("OK");
    expect(requestsTo("authorizePayment", first.orderId)).toHaveLength(1);
    expect(await eventsOf(first.orderId)).toBeDefined();
    expect(await sql`select 1 from outbox where subject = ${`ordering.order_placed.${first.orderId}`}`).toHaveLength(1);
  });

  it("makes one order of twenty that come at the same time, and runs one checkout", async () => {
    const request = orderOf();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ordering.placeOrder(request)));
    const orderIds = new Set(answers.map(({ order }) => order!.orderId));
    expect(orderIds.size).toBe(1);
    const [orderId] = orderIds;
    const order = await until(orderId!, "CONFIRMED");
    expect(await count(request.requestId)).toBe(1);
    expect(order.history.map(({ type }) => type)).toEqual(["OrderPlaced", "OrderConfirmed"]);
    for (const method of ["reserveStock", "authorizePayment", "bookShipment", "capturePayment", "commitStock"]) {
      expect(requestsTo(method, orderId)).toHaveLength(1);
    }
    // None of the losers has left a saga, an event or a history behind.
    expect(await sql`select 1 from sagas where data->>'orderId' not in (select order_id::text from orders)`).toEqual(
      [],
    );
    const strays = sql`select 1 from order_history where order_id not in (select order_id from orders)`;
    expect(await strays).toEqual([]);
  });

  it.each([
    ["other items", { items: [{ productId: MUG, quantity: 3 }] }],
    [
      "another card",
      { paymentMethod: { method: { case: "card" as const, value: { ...card, number: "5555555555554444" } } } },
    ],
    ["another way to pay", { paymentMethod: { method: { case: "points" as const, value: {} } } }],
    [
      "another address",
      { address: { recipient: "Lee", addressLines: ["2 Mesh Street"], city: "Busan", countryCode: "KR" } },
    ],
    ["another currency", { currencyCode: "USD" }],
  ])("is refused with %s: it is not the same order", async (_, change) => {
    const request = orderOf();
    const { order } = await ordering.placeOrder(request);
    const error = await refusal(ordering.placeOrder({ ...request, ...change }));
    expect(error.code).toBe(Code.AlreadyExists);
    expect(error.findDetails(ErrorInfoSchema)[0]).toMatchObject({
      reason: "REQUEST_ID_REUSED",
      domain: "meshmart.ordering",
      metadata: { request_id: request.requestId },
    });
    expect((await read(order!.orderId)).items[0]?.quantity).toBe(2);
    expect(await count(request.requestId)).toBe(1);
  });
});

describe("an order is refused, and nothing is written,", () => {
  it.each([
    ["when the price has changed", "PRICE_CHANGED", Code.FailedPrecondition, { expectedUnitPrice: won(9_900n) }],
    [
      "when the expected price is in another currency",
      "CURRENCY_MISMATCH",
      Code.InvalidArgument,
      { expectedUnitPrice: { currencyCode: "USD", units: 9n, nanos: 900_000_000 } },
    ],
    [
      "with an option that there is not",
      "PURCHASE_OPTION_NOT_FOUND",
      Code.InvalidArgument,
      { purchaseOptionId: "gold" },
    ],
    ["with a product that there is not", "PRODUCT_NOT_FOUND", Code.NotFound, { productId: randomUUID() }],
    [
      "with an option that the seller does not offer",
      "OFFER_NOT_FOUND",
      Code.FailedPrecondition,
      { sellerId: HANBIT, purchaseOptionId: "pair" },
    ],
    ["with a seller who offers it no more", "OFFER_NOT_FOUND", Code.FailedPrecondition, { sellerId: "riverside" }],
    [
      "when the seller asks another price than the one shown",
      "PRICE_CHANGED",
      Code.FailedPrecondition,
      { sellerId: HANBIT, expectedUnitPrice: won(12_900n) },
    ],
  ])("%s", async (_, reason, code, change) => {
    const request = orderOf({ items: [{ productId: MUG, quantity: 1, ...change }] });
    const error = await refusal(ordering.placeOrder(request));
    expect(error.code).toBe(code);
    expect(error.findDetails(ErrorInfoSchema)[0]?.reason).toBe(reason);
    expect(await count(request.requestId)).toBe(0);
  });

  it("when a product is not sold in the currency", async () => {
    const items = [
      { productId: MUG, quantity: 1 },
      { productId: DOLL, quantity: 1 },
    ];
    const error = await refusal(ordering.placeOrder(orderOf({ items, currencyCode: "USD" })));
    expect(error.code).toBe(Code.FailedPrecondition);
    expect(error.findDetails(ErrorInfoSchema)[0]).toMatchObject({
      reason: "NOT_SOLD_IN_CURRENCY",
      metadata: { product_id: DOLL, currency: "USD" },
    });
    expect(await outcome(ordering.placeOrder(orderOf({ items })))).toBe("OK");
  });

  it("when the card is mistyped", async () => {
    when("tokenizePaymentMethod", () => {
      throw new DomainError("invalid", "CARD_NUMBER_INVALID", "Its check digit is wrong.", { field: "payment_method" });
    });
    const request = orderOf();
    const error = await refusal(ordering.placeOrder(request));
    expect(error).toMatchObject({ code: Code.InvalidArgument, rawMessage: "Its check digit is wrong." });
    expect(error.findDetails(BadRequestSchema)[0]?.fieldViolations[0]?.field).toBe("payment_method");
    expect(await count(request.requestId)).toBe(0);
  });

  it("when the catalog is away, and may be repeated with the same request_id", async () => {
    when("batchGetProducts", () => {
      throw new DomainError("unavailable", "CATALOG_AWAY", "Back soon.");
    });
    const request = orderOf();
    const error = await refusal(ordering.placeOrder(request, { timeoutMs: 500 }));
    expect([Code.Unavailable, Code.DeadlineExceeded]).toContain(error.code);
    expect(await count(request.requestId)).toBe(0);
    when("batchGetProducts", ({ productIds }) => ({
      products: productIds.map((productId: string) => ({
        productId,
        weightGrams: 1,
        purchaseOptions: [{ purchaseOptionId: "sand", price: won(1n) }],
      })),
    }));
    expect(await outcome(ordering.placeOrder(request))).toBe("OK");
  });

  it.each([
    ["no items", { items: [] }, "items"],
    [
      "a line twice",
      {
        items: [
          { productId: MUG, purchaseOptionId: "pair", sellerId: NAMU, quantity: 1 },
          { productId: MUG, purchaseOptionId: "pair", sellerId: NAMU, quantity: 2 },
        ],
      },
      "items",
    ],
    ["a seller that can be none", { items: [{ productId: MUG, sellerId: "Namu", quantity: 1 }] }, "items[0].seller_id"],
    ["too many pieces", { items: [{ productId: MUG, quantity: 101 }] }, "items[0].quantity"],
    ["a request_id that is none", { requestId: "again" }, "request_id"],
    ["no address", { address: undefined }, "address"],
  ])("with %s, naming the field", async (_, change, field) => {
    const error = await refusal(ordering.placeOrder(orderOf(change)));
    expect(error.code).toBe(Code.InvalidArgument);
    expect(error.findDetails(BadRequestSchema)[0]?.fieldViolations[0]?.field).toBe(field);
  });
});

it("is placed at the price that the customer was shown", async () => {
  const orderId = await place({ items: [{ productId: MUG, quantity: 1, expectedUnitPrice: won(12_900n) }] });
  expect((await until(orderId, "CONFIRMED")).items[0]?.unitPrice).toMatchObject(won(12_900n));
});

describe("a basket", () => {
  it("with several ways to buy a product is one order, each at the price of whoever sells it, of one stock", async () => {
    const items = [
      { productId: MUG, quantity: 1 },
      { productId: MUG, purchaseOptionId: "pair", quantity: 2 },
      { productId: MUG, purchaseOptionId: "sand", sellerId: HANBIT, quantity: 3, expectedUnitPrice: won(12_500n) },
      { productId: MUG, purchaseOptionId: "pair", sellerId: NAMU, quantity: 4 },
    ];
    const orderId = await place({ items });
    const order = await until(orderId, "CONFIRMED");
    const lines = order.items.map((item) => [item.purchaseOptionId, item.sellerName, item.unitPrice?.units]);
    expect(lines).toEqual([
      ["sand", "", 12_900n],
      ["pair", "", 23_000n],
      ["sand", "Hanbit Store", 12_500n],
      ["pair", "Namu House", 22_000n],
    ]);
    expect(order.items[2]).toMatchObject({ sellerId: HANBIT, picturePath: "/pictures/stoneware-mug.svg" });
    expect(order.subtotal).toMatchObject(won(12_900n + 2n * 23_000n + 3n * 12_500n + 4n * 22_000n));
    const [reserved] = requestsTo("reserveStock", orderId);
    expect(reserved!.request.items).toMatchObject([{ productId: MUG, quantity: 10 }]);
    expect(requestsTo("quoteShipping").at(-1)!.request.weightGrams).toBe(4_000);
    const events = await eventsOf(orderId);
    await vi.waitFor(() => expect(events.map(({ type }) => type)).toContain("OrderConfirmed"), soon);
    const confirmed = events.find(({ type }) => type === "OrderConfirmed")!.message;
    expect(confirmed).toMatchObject({
      productIds: [MUG],
      items: [
        { purchaseOptionId: "sand", sellerId: "", quantity: 1 },
        { purchaseOptionId: "pair", sellerId: "", quantity: 2 },
        { purchaseOptionId: "sand", sellerId: HANBIT, quantity: 3 },
        { purchaseOptionId: "pair", sellerId: NAMU, quantity: 4 },
      ],
    });
    // Whoever lists or reads it later sees the same.
    expect((await read(orderId)).items).toEqual(order.items);
  });

  it("is priced by one question, in which each product and each seller of it stands once", async () => {
    const items = ["sand", "pair", ""].flatMap((purchaseOptionId) =>
      ["", HANBIT].map((sellerId) => ({ productId: MUG, purchaseOptionId, sellerId, quantity: 1 })),
    );
    const before = requestsTo("batchGetProducts").length;
    expect(await outcome(ordering.placeOrder(orderOf({ items })))).toBe("OFFER_NOT_FOUND");
    const asked = requestsTo("batchGetProducts").slice(before);
    expect(asked.map(({ request }) => [request.productIds, request.offerKeys])).toMatchObject([
      [[MUG], [{ productId: MUG, sellerId: HANBIT }]],
    ]);
  });

  it("is in dollars what its sellers ask in dollars", async () => {
    const of = (sellerId: string, purchaseOptionId: string) =>
      orderOf({ items: [{ productId: MUG, purchaseOptionId, sellerId, quantity: 2 }], currencyCode: "USD" });
    const { order } = await ordering.placeOrder(of(HANBIT, "sand"));
    expect(order!.subtotal).toMatchObject({ currencyCode: "USD", units: 19n });
    expect(await outcome(ordering.placeOrder(of(NAMU, "pair")))).toBe("OFFER_NOT_FOUND");
  });
});

it("keeps a product by the catalog's id, however the customer wrote it", async () => {
  const orderId = await place({ items: [{ productId: MUG.toUpperCase(), quantity: 1 }] });
  expect((await read(orderId)).items[0]?.productId).toBe(MUG);
});

it("keeps a product that stands in two lines, written in two ways, and lists the order by it once", async () => {
  const items = [MUG, MUG.toUpperCase()].map((productId) => ({ productId, quantity: 1 }));
  const orderId = await place({ items });
  expect((await read(orderId)).items.map(({ productId }) => productId)).toEqual([MUG, MUG]);
  const { orders } = await ordering.listOrders({ productId: MUG, pageSize: 100 });
  expect(orders.filter((order) => order.orderId === orderId)).toHaveLength(1);
});

it("is the same order from the same account, and another from another", async () => {
  const from = (accountNumber: string) => ({
    paymentMethod: { method: { case: "bankTransfer" as const, value: { bankCode: "KOEXKRSE", accountNumber } } },
  });
  const request = orderOf(from("110987654321"));
  const { order } = await ordering.placeOrder(request);
  expect((await ordering.placeOrder(request)).order?.orderId).toBe(order!.orderId);
  expect(await outcome(ordering.placeOrder({ ...request, ...from("110987654322") }))).toBe("REQUEST_ID_REUSED");
});

it("writes a card or an account nowhere: not into its log, and not into its tables", async () => {
  const holderName = "Kim Quarterstaff";
  const transfer = { bankCode: "KOEXKRSE", accountNumber: "110987654321", holderName };
  const orderId = await place();
  const paid = await place({ paymentMethod: { method: { case: "bankTransfer", value: transfer } } });
  await until(paid, "CONFIRMED");
  await until(orderId, "CONFIRMED");
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public'`;
  expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(["orders", "sagas", "outbox"]));
  const rows = await Promise.all(tables.map(({ name }) => sql`select t::text as row from ${sql(name)} as t`));
  const log = service.output();
  expect(log).toContain("PlaceOrder");
  expect(JSON.stringify(rows)).toContain(orderId);
  for (const secret of [
    card.number,
    "5555555555554444",
    `"${card.securityCode}"`,
    transfer.accountNumber,
    holderName,
  ]) {
    expect(log.includes(secret), `${secret} in the log`).toBe(false);
    expect(JSON.stringify(rows).includes(secret), `${secret} in the tables`).toBe(false);
  }
});
