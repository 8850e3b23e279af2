// A shop that has been open for a while: customers who bought, received and reviewed, so that pictures of it show ratings and what others
// also bought.
import { randomUUID } from "node:crypto";
import { type Client, ConnectError, createClient, type Interceptor } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { IdentityService } from "@meshmart/gen/meshmart/identity/v1/identity_pb";
import { Order_State, OrderingService } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { ReviewsService } from "@meshmart/gen/meshmart/reviews/v1/reviews_pb";

const id = (number: number) => `01930000-0000-7000-8000-0000000000${String(number).padStart(2, "0")}`;
const [SKILLET, KNIFE, MUG, COFFEE_KIT] = [id(1), id(2), id(3), id(4)];
const RECEIVED_MS = 60_000;

const CUSTOMERS = [
  {
    name: "Minji",
    basket: [MUG, COFFEE_KIT],
    stars: 5,
    title: "My morning, every morning",
    text: "Heavy in the hand, keeps the coffee warm for longer than it takes me to wake up. The glaze is deeper than in the picture.",
  },
  {
    name: "Jun",
    basket: [MUG, COFFEE_KIT, KNIFE],
    stars: 4,
    title: "Beautiful, a little smaller than I thought",
    text: "350 ml is one large cup. I bought the set of four afterwards.",
  },
  {
    name: "서연",
    basket: [MUG, SKILLET],
    stars: 5,
    title: "선물용으로 최고예요",
    text: "포장도 꼼꼼하고 색이 정말 예쁩니다. 전자레인지에 돌려도 손잡이가 뜨겁지 않아요.",
  },
] as const;

/** Resolves once every parcel has arrived and every review is written. */
export async function openShop(gatewayUrl: string): Promise<void> {
  await Promise.all(CUSTOMERS.map((customer) => buyAndReview(gatewayUrl, customer)));
}

async function buyAndReview(gatewayUrl: string, customer: (typeof CUSTOMERS)[number]): Promise<void> {
  let token = "";
  const signedIn: Interceptor = (next) => (request) => {
    if (token) request.header.set("authorization", `Bearer ${token}`);
    return next(request);
  };
  const transport = createConnectTransport({ baseUrl: gatewayUrl, httpVersion: "1.1", interceptors: [signedIn] });
  const credentials = { email: `${randomUUID()}@screenshots.example`, password: randomUUID() };
  const signUp = { ...credentials, displayName: customer.name };
  token = (await createClient(IdentityService, transport).signUp(signUp)).tokens!.accessToken;

  const ordering = createClient(OrderingService, transport);
  const { order } = await ordering.placeOrder({
    requestId: randomUUID(),
    items: customer.basket.map((productId) => ({ productId, quantity: 1 })),
    shippingOptionId: "standard",
    paymentMethod: {
      method: {
        case: "card",
        value: { number: "4242424242424242", expiryMonth: 12, expiryYear: 2040, securityCode: "123" },
      },
    },
    address: {
      recipient: customer.name,
      addressLines: ["1 Sejong-daero"],
      city: "Seoul",
      postalCode: "04524",
      countryCode: "KR",
    },
  });
  await untilDelivered(ordering, order!.orderId);
  const { stars, title, text, name } = customer;
  await insist(() =>
    createClient(ReviewsService, transport).writeReview({ productId: MUG, stars, title, text, authorName: name }),
  );
}

async function untilDelivered(ordering: Client<typeof OrderingService>, orderId: string): Promise<void> {
  for await (const { order } of ordering.watchOrder({ orderId }, { timeoutMs: RECEIVED_MS })) {
    if (order?.state === Order_State.DELIVERED) return;
    if (order?.state === Order_State.CANCELLED) throw new Error(`The order was cancelled: ${order.failureReason}`);
  }
}

/** The service that is asked hears of the delivery a moment later. */
async function insist(write: () => Promise<unknown>): Promise<void> {
  for (const deadline = Date.now() + RECEIVED_MS; ; ) {
    try {
      await write();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw ConnectError.from(error);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
