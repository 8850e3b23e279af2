// An ordering service to test: its own process with a database and, for its consumer's sake, a NATS of its own; the others are fakes.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  OrderCancelledSchema,
  OrderConfirmedSchema,
  OrderDeliveredSchema,
  OrderPlacedSchema,
} from "@meshmart/gen/meshmart/ordering/v1/ordering_events_pb";
import {
  type Order,
  Order_State,
  OrderingService,
  type PlaceOrderRequest,
  type PlaceOrderRequestSchema,
  SagaStep_State,
} from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { clientOf, collectEvents, openTestBroker, openTestDatabase, startOwnNats } from "@meshmart/kit/testing";
import { startProcess } from "@meshmart/kit/testing-process";
import { createTestTokens } from "@meshmart/kit/testing-tokens";
import { vi } from "vitest";
import { address as fakes, MUG } from "./fakes.ts";

export { outcome } from "@meshmart/kit/testing";

export const soon = { timeout: 20_000, interval: 10 };

const [database, { natsUrl }] = await Promise.all([openTestDatabase(), startOwnNats()]);
export const { sql } = database;
export const broker = await openTestBroker(natsUrl);

/** An instance of the service. */
export function startOrdering() {
  const main = join(import.meta.dirname, "../src/main.ts");
  return startProcess(main, { ...database.env, NATS_URL: natsUrl, MESH_TARGET: fakes });
}

export const service = await startOrdering();
const tokens = await createTestTokens(broker);

/** Ordering as a signed-in customer, or somebody of the staff, calls it. */
export function as(customerId: string, role: "customer" | "staff" = "customer", address = service.address) {
  return clientOf(OrderingService, address, { token: tokens.of(customerId, role) });
}

export const customerId = randomUUID();
export const ordering = as(customerId);

export const card = { number: "4242424242424242", expiryMonth: 12, expiryYear: 2099, securityCode: "9173" };

type Request = Exclude<MessageInitShape<typeof PlaceOrderRequestSchema>, PlaceOrderRequest>;

/** A good order of two mugs, but for the change. */
export function orderOf(change: Request = {}): Request {
  return {
    requestId: randomUUID(),
    items: [{ productId: MUG, quantity: 2 }],
    shippingOptionId: "standard",
    paymentMethod: { method: { case: "card", value: { ...card, holderName: "Kim Quarterstaff" } } },
    address: { recipient: "Kim", addressLines: ["1 Mesh Street"], city: "Seoul", countryCode: "KR" },
    ...change,
  };
}

export async function place(change: Request = {}): Promise<string> {
  return (await ordering.placeOrder(orderOf(change))).order!.orderId;
}

export async function read(orderId: string, client = ordering): Promise<Order> {
  return (await client.getOrder({ orderId })).order!;
}

export const stateOf = ({ state }: Pick<Order, "state">) => Order_State[state];
export const stepsOf = ({ sagaSteps }: Order) => sagaSteps.map(({ name, state }) => `${name} ${SagaStep_State[state]}`);
export const historyOf = ({ history }: Order) => history.map(({ type }) => type);

/** Waits until the order is in this state. */
export function until(orderId: string, state: keyof typeof Order_State, client = ordering): Promise<Order> {
  return vi.waitFor(async () => {
    const order = await read(orderId, client);
    if (stateOf(order) !== state) throw new Error(`${orderId} is ${stateOf(order)}: ${stepsOf(order).join(", ")}`);
    return order;
  }, soon);
}

/** The order's own events, growing as they arrive. */
export function eventsOf(orderId: string) {
  const types = [OrderPlacedSchema, OrderConfirmedSchema, OrderCancelledSchema, OrderDeliveredSchema];
  return collectEvents(broker, types, orderId);
}
