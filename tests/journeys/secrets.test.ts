// No card leaves a trace: whatever an order with one comes to, over every protocol, its number, its security code and its holder's
// name are in no log and in no database, neither as they are nor encoded.
import { randomInt, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { ConnectError, createClient, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { OrderingService, PlaceOrderRequestSchema } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { CardSchema } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { processes } from "@meshmart/mesh/processes";
import { describe, expect, inject, it } from "vitest";
import { signedIn } from "../src/customers.ts";
import { gatewayUrl, withDatabases } from "../src/mesh.ts";
import { cards, get, orderBody, placeOrder, post, settled } from "../src/shop.ts";

const PLACE_ORDER = "/meshmart.ordering.v1.OrderingService/PlaceOrder";
const OVERSIZE = "x".repeat(2_000_000);
/** No run of digits that happens to be in a log by itself: longer than a time stamp, shorter than a card's. */
const LONG_CODE = "739173917391";
const HOLDER = `Hildegard Quirrenbach ${randomUUID().slice(0, 8)}`;

/** All that was sent and must be nowhere. */
const secrets = new Set<string>([HOLDER, LONG_CODE, cards.good, cards.declined, cards.short]);

/** A new number that the simulated provider approves. */
function newCard(): string {
  const digits = Array.from(`4539${randomInt(1e11).toString().padStart(11, "0")}`, Number);
  const doubled = digits.map((digit, index) => (index % 2 === 0 ? digit * 2 : digit));
  const sum = doubled.reduce((total, digit) => total + (digit > 9 ? digit - 9 : digit), 0);
  const number = `${digits.join("")}${(10 - (sum % 10)) % 10}`;
  secrets.add(number);
  return number;
}

function mistyped(): string {
  const number = newCard();
  const wrong = `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`;
  secrets.add(wrong);
  return wrong;
}

/** An order as JSON, with these changes to its card. */
function orderWith(card: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const body = orderBody({ card: newCard() });
  return {
    ...body,
    paymentMethod: { card: { ...body.paymentMethod.card, securityCode: "7391", holderName: HOLDER, ...card } },
    ...more,
  };
}

/** Cut off in the middle of the security code, after the card's number. */
function cutOff(): string {
  const text = JSON.stringify(orderWith({ securityCode: LONG_CODE }));
  return text.slice(0, text.indexOf(LONG_CODE) + 10);
}

const malformed: readonly (readonly [string, () => unknown])[] = [
  ["a wrong check digit", () => orderWith({ number: mistyped() })],
  ["letters in the number", () => orderWith({ number: `${newCard()}x` })],
  ["the number as a month", () => orderWith({ expiryMonth: newCard() })],
  ["the number as a month, as a number", () => orderWith({ expiryYear: Number(newCard()) })],
  ["the number as the security code", () => orderWith({ securityCode: newCard() })],
  ["too long a security code", () => orderWith({ securityCode: LONG_CODE })],
  ["the number in a field that there is not", () => orderWith({ cardNumber: newCard() })],
  ["the number as the name of a field", () => orderWith({ [newCard()]: true })],
  ["the number as the request's id", () => orderWith({}, { requestId: newCard() })],
  ["the number as the customer", () => orderWith({}, { customerId: newCard() })],
  ["the number as the country", () => orderWith({}, { address: { ...orderBody().address, countryCode: newCard() } })],
  [
    "the card where the list of items belongs",
    () => orderWith({}, { items: { number: newCard(), holderName: HOLDER } }),
  ],
  ["the card as text", () => orderWith({}, { paymentMethod: `card ${newCard()} of ${HOLDER}` })],
  ["an expired card", () => orderWith({ expiryYear: 2001 })],
  ["JSON that is cut off", cutOff],
  ["JSON with a comma too many", () => JSON.stringify(orderWith({})).replace(/}$/, ",}")],
  ["a body that is too large", () => orderWith({}, { pad: OVERSIZE })],
];

describe.each([
  ["REST", "/v1/orders"],
  ["Connect", PLACE_ORDER],
])("over %s", (_protocol, path) => {
  it.each([
    ["a sale", newCard, "STATE_CONFIRMED"],
    ["a declined card", () => cards.declined, "STATE_CANCELLED"],
    ["a card without the money", () => cards.short, "STATE_CANCELLED"],
  ])("%s", async (_what, number, state) => {
    const { status, body } = await post(path, orderWith({ number: number() }));
    expect(status).toBe(200);
    expect(await settled(body.order.orderId)).toMatchObject({ state });
  });

  it.each(malformed)("%s", async (_what, body) => {
    const answer = await post(path, body());
    // An expired card is an order that comes to nothing; the others are no orders.
    if (answer.status === 200) expect((await settled(answer.body.order.orderId)).state).toBe("STATE_CANCELLED");
    else expect([400, 413, 429]).toContain(answer.status);
  });
});

const baseUrl = gatewayUrl;
const interceptors = [signedIn];
describe.each<[string, Transport]>([
  ["gRPC", createGrpcTransport({ baseUrl, interceptors })],
  ["gRPC-Web", createGrpcWebTransport({ baseUrl, interceptors, httpVersion: "1.1" })],
  ["Connect Protobuf", createConnectTransport({ baseUrl, interceptors, httpVersion: "2", useBinaryFormat: true })],
])("over %s", (_protocol, transport) => {
  const ordering = createClient(OrderingService, transport);

  it.each([
    ["a sale", () => ({ number: newCard() })],
    ["a declined card", () => ({ number: cards.declined })],
  ])("%s", async (_what, card) => {
    const { order } = await ordering.placeOrder(messageWith(card()));
    await settled(order!.orderId);
  });

  it.each([
    ["a wrong check digit", () => messageWith({ number: mistyped() })],
    ["the number as the security code", () => messageWith({ securityCode: newCard() })],
    ["the number as the request's id", () => ({ ...messageWith({}), requestId: newCard() })],
    // A field that the contract does not have, beside those that it has.
    ["the number in a field that there is not", () => withUnknownField(newCard())],
    ["a message that is too large", () => messageWith({ holderName: HOLDER + OVERSIZE })],
  ])("%s", async (_what, message) => {
    // What comes of it is told elsewhere.
    await ordering.placeOrder(message()).catch(ConnectError.from);
  });
});

it("over the wrong paths", async () => {
  await get(`/v1/orders/${newCard()}`);
  await get(`/v1/products?card_number=${newCard()}`);
  await get(`/v1/products?page_size=${newCard()}`);
  await get(`/v1/cards/${newCard()}`);
  await post("/v1/payments", orderWith({}));
  await post("/meshmart.payment.v1.PaymentService/TokenizePaymentMethod", orderWith({}));
  await post(PLACE_ORDER, toBinaryText(), { "content-type": "application/proto" });
});

it("no log has any of it", async () => {
  // Loggers may write behind: until an order that came after all others is through, and a moment more.
  await settled(await placeOrder());
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const folder = join(inject("meshDir"), "logs");
  const logs = readdirSync(folder).map((file) => ({ file, text: readFileSync(join(folder, file), "utf8") }));
  expect(logs.map(({ file }) => file)).toEqual(expect.arrayContaining(["gateway.log", "ordering.log", "payment.log"]));
  expect(logs.reduce((sum, { text }) => sum + text.length, 0)).toBeGreaterThan(1000);
  expect(logs.flatMap(({ file, text }) => found(text).map((secret) => `${secret} in ${file}`))).toEqual([]);
  expect(logs.filter(({ text }) => text.includes('"7391"')).map(({ file }) => file)).toEqual([]);
});

it("no table of any service has any of it, its outbox included", async () => {
  const services = processes.filter(({ database }) => database).map(({ name }) => name);
  await withDatabases(services, async (databases) => {
    const seen: string[] = [];
    for (const service of services) {
      const sql = databases[service]!;
      const tables = await sql<
        { name: string }[]
      >`select table_name as name from information_schema.tables where table_schema = 'public'`;
      for (const { name } of tables) {
        // A row as text has bytes in hexadecimal.
        const rows = await sql<{ row: string }[]>`select t::text as row from ${sql(name)} t`;
        expect(rows.flatMap(({ row }) => found(row).map((secret) => `${secret} in ${service}.${name}`))).toEqual([]);
        if (rows.length > 0) seen.push(`${service}.${name}`);
      }
    }
    expect(seen).toEqual(
      expect.arrayContaining([
        "ordering.orders",
        "ordering.sagas",
        "ordering.outbox",
        "payment.ledger",
        "payment.outbox",
      ]),
    );
  });
});

/** The secrets that a text has: as they are, in hexadecimal, or in base64 at any of its three offsets. */
function found(text: string): string[] {
  return [...secrets].filter((secret) => disguises(secret).some((disguise) => text.includes(disguise)));
}

function disguises(secret: string): string[] {
  const inBase64 = [0, 1, 2].map((offset) => {
    const whole = Buffer.from(" ".repeat(offset) + secret).toString("base64");
    // The characters at both ends depend on the neighbours.
    return whole.slice(offset === 0 ? 0 : 4, -4);
  });
  return [secret, Buffer.from(secret).toString("hex"), ...inBase64];
}

function messageWith(card: MessageInitShape<typeof CardSchema>) {
  const { paymentMethod: _, ...body } = orderBody();
  const value = { number: newCard(), expiryMonth: 12, expiryYear: 2040, securityCode: "7391", holderName: HOLDER };
  return create(PlaceOrderRequestSchema, {
    ...body,
    paymentMethod: { method: { case: "card", value: create(CardSchema, { ...value, ...card }) } },
  });
}

function withUnknownField(number: string) {
  const message = messageWith({});
  const data = new TextEncoder().encode(number);
  message.$unknown = [{ no: 2000, wireType: 2, data: Uint8Array.of(data.length, ...data) }];
  return message;
}

/** A message that is cut off, as text. */
function toBinaryText(): string {
  const bytes = toBinary(PlaceOrderRequestSchema, messageWith({}));
  return new TextDecoder("latin1").decode(bytes.slice(0, -5));
}
