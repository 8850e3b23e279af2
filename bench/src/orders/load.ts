// Customers: they place orders at the gateway by REST, over connections that stay open, in a closed loop or at a steady rate.
import { randomUUID } from "node:crypto";
import { Agent } from "node:http";
import { signUp } from "../customer.ts";
import { closedLoop, exchange } from "../http.ts";
import { atRate } from "../latency.ts";
import { createRandom } from "../random.ts";

/** An order that was accepted; times in milliseconds since the epoch, with fractions. */
export interface Placed {
  readonly orderId: string;
  /** When it was due, which is when it was sent unless the sender was late: latency counts from here. */
  readonly dueAt: number;
  readonly answeredAt: number;
}

export interface Customers {
  /** Keeps `inFlight` orders in flight until `count` are placed. */
  closedLoop(count: number, inFlight: number): Promise<Placed[]>;
  /** An order each 1/`rate` seconds, whether or not the earlier ones are answered. */
  openLoop(seconds: number, rate: number): Promise<Placed[]>;
  close(): void;
}

export async function createCustomers(
  gatewayUrl: string,
  productIds: readonly string[],
  lines: number,
): Promise<Customers> {
  const customer = await signUp(gatewayUrl);
  let headers: Record<string, string> = {};
  const agent = new Agent({ keepAlive: true });
  const url = new URL("/v1/orders", gatewayUrl);
  const random = createRandom();
  const place = async (dueAt: number): Promise<Placed> => {
    const first = Math.floor(random() * productIds.length);
    const items = Array.from({ length: lines }, (_, line) => ({
      productId: productIds[(first + line) % productIds.length],
      quantity: 1 + Math.floor(random() * 3),
    }));
    const answer = await exchange(agent, url, JSON.stringify({ ...ORDER, requestId: randomUUID(), items }), headers);
    return { orderId: JSON.parse(answer).order.orderId, dueAt, answeredAt: now() };
  };
  return {
    async closedLoop(count, inFlight) {
      headers = await customer.signIn();
      return closedLoop(count, inFlight, () => place(now()));
    },
    async openLoop(seconds, rate) {
      headers = await customer.signIn();
      return atRate(rate, seconds, (dueAt) => place(performance.timeOrigin + dueAt));
    },
    close: () => agent.destroy(),
  };
}

export function now(): number {
  return performance.timeOrigin + performance.now();
}

const ORDER = {
  shippingOptionId: "freight",
  paymentMethod: {
    card: {
      number: "4242424242424242",
      expiryMonth: 12,
      expiryYear: 2090,
      securityCode: "123",
      holderName: "K. Minji",
    },
  },
  address: {
    recipient: "Kim Minji",
    addressLines: ["12 Sejong-daero"],
    city: "Seoul",
    postalCode: "04524",
    countryCode: "KR",
  },
};
