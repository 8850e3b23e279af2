// The shop as a web client uses it: JSON over HTTP through the gateway.
import { randomUUID } from "node:crypto";
import { type Headers, me } from "./customers.ts";
import { gatewayUrl, until } from "./mesh.ts";

export const mug = "01930000-0000-7000-8000-000000000003";
export const bottle = "01930000-0000-7000-8000-000000000031";
export const lastCamera = "01930000-0000-7000-8000-000000000021";
export const koreaOnlyDoll = "01930000-0000-7000-8000-000000000038";

export const cards = {
  good: "4242424242424242",
  declined: "4000000000000002",
  short: "4000000000009995",
};

export interface Answer {
  readonly status: number;
  readonly traceId: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: JSON as it came
  readonly body: any;
}

/** As whoever `headers` are of: without any, as `me`. */
export async function get(path: string, headers?: Headers): Promise<Answer> {
  return read(await fetch(gatewayUrl + path, { headers: headers ?? (await (await me()).headers()) }));
}

/** As `get`; `more` headers come on top. */
export function post(path: string, body: unknown, more: Headers = {}, headers?: Headers): Promise<Answer> {
  return send("POST", path, body, more, headers);
}

export async function send(
  method: string,
  path: string,
  body: unknown,
  more: Headers = {},
  headers?: Headers,
): Promise<Answer> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const who = headers ?? (await (await me()).headers());
  return read(
    await fetch(gatewayUrl + path, {
      method,
      body: text,
      headers: { "content-type": "application/json", ...who, ...more },
    }),
  );
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  return {
    status: response.status,
    traceId: response.headers.get("x-trace-id"),
    body: text ? JSON.parse(text) : undefined,
  };
}

export interface OrderWish {
  readonly requestId?: string;
  readonly couponCode?: string;
  readonly productId?: string;
  readonly quantity?: number;
  readonly card?: string;
  readonly shippingOptionId?: string;
  readonly currencyCode?: string;
}

export function orderBody(wish: OrderWish = {}) {
  return {
    requestId: wish.requestId ?? randomUUID(),
    items: [{ productId: wish.productId ?? mug, quantity: wish.quantity ?? 1 }],
    shippingOptionId: wish.shippingOptionId ?? "standard",
    paymentMethod: {
      card: {
        number: wish.card ?? cards.good,
        expiryMonth: 12,
        expiryYear: 2040,
        securityCode: "123",
        holderName: "Kim Minji",
      },
    },
    address: {
      recipient: "Kim Minji",
      addressLines: ["1 Sejong-daero"],
      city: "Seoul",
      postalCode: "04524",
      countryCode: "KR",
    },
    currencyCode: wish.currencyCode ?? "KRW",
    couponCode: wish.couponCode ?? "",
  };
}

export async function placeOrder(wish: OrderWish = {}, headers?: Headers): Promise<string> {
  const { status, body } = await post("/v1/orders", orderBody(wish), {}, headers);
  if (status !== 200) throw new Error(`PlaceOrder answered ${status}: ${JSON.stringify(body)}`);
  return body.order.orderId;
}

/** Places an order as a stubborn client does: the same request again and again until there is an answer. */
export async function insistOnOrder(wish: OrderWish = {}, timeoutMs = 60_000): Promise<string> {
  const requestId = wish.requestId ?? randomUUID();
  const body = orderBody({ ...wish, requestId });
  let orderId = "";
  await until(
    async () => {
      const answer = await post("/v1/orders", body).catch(() => undefined);
      if (answer && answer.status >= 400 && answer.status < 500)
        throw new Error(`Refused: ${JSON.stringify(answer.body)}`);
      orderId = answer?.status === 200 ? answer.body.order.orderId : "";
      return orderId !== "";
    },
    timeoutMs,
    "an order was accepted",
  );
  return orderId;
}

export async function orderOf(orderId: string, headers?: Headers) {
  const { status, body } = await get(`/v1/orders/${orderId}`, headers);
  if (status !== 200) throw new Error(`GetOrder answered ${status}: ${JSON.stringify(body)}`);
  return body.order;
}

/** The order once its checkout (and its cancellation, if one is asked for) has ended. */
export async function settled(orderId: string, timeoutMs = 30_000, headers?: Headers) {
  let order = await orderOf(orderId, headers);
  await until(
    async () => {
      order = await orderOf(orderId, headers);
      return order.state !== "STATE_PENDING" && !(order.cancellationRequested && order.state === "STATE_CONFIRMED");
    },
    timeoutMs,
    `order ${orderId} had come to an end`,
  );
  return order;
}
