// Placing an order: what the contract cannot check, the prices, the token that stands for the card, and one transaction.
import { clone } from "@bufbuild/protobuf";
import type { Client } from "@connectrpc/connect";
import type { CatalogService, Offer, Product } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { type PlaceOrderRequest, PlaceOrderRequestSchema } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import type { PaymentService } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { fromWire } from "@meshmart/kit/money";
import { type IdentifiedRequest, identify, mustBeSame } from "@meshmart/kit/request-id";
import type { Sagas } from "@meshmart/kit/saga-runner";
import { newSaga } from "@meshmart/kit/saga-store";
import { v7 as uuidv7 } from "uuid";
import type { CheckoutData, Checkouts } from "./checkout.ts";
import { type Order, type PricedProduct, priceItem, subtotalOf, type Wish } from "./order.ts";
import { orderPlaced } from "./order-events.ts";
import { PLACED } from "./order-placing.ts";
import { type OrderDetails, type OrderStore, sagaNameOf } from "./order-store.ts";

export interface PlaceOrderParts {
  readonly store: OrderStore;
  readonly catalog: Client<typeof CatalogService>;
  readonly payment: Client<typeof PaymentService>;
  readonly checkouts: Checkouts;
  readonly sagas: Sagas;
  readonly onCommit: () => void;
}

const DEFAULT_CURRENCY = "KRW";
const SLOW_MS = 200;

/** Answers with the customer's order: a new one, or the one that the same request of theirs made before. */
export async function placeOrder(
  parts: PlaceOrderParts,
  customerId: string,
  request: PlaceOrderRequest,
): Promise<OrderDetails> {
  const { store, sagas, checkouts, onCommit } = parts;
  const identified = identifyOrder(customerId, request);
  const find = () => findSame(store, customerId, identified);
  const prepared = prepare(parts, customerId, request);
  // A repeated request is answered whatever the catalog says today. Nearly all are new, and for them the look would be in vain.
  const before = await whenInTrouble(prepared, find);
  if (before) return before;

  const { order, data } = await prepared;
  const checkout = order.couponCode ? checkouts.withCoupon : checkouts.plain;
  const saga = newSaga(checkout, order.orderId, data, order.createdAt);
  const placed = await store.place({ ...identified, order, saga, event: orderPlaced(order) });
  if (!placed) return (await find())!;
  onCommit();
  // As it is at this moment: the saga changes its steps as it goes.
  const steps = saga.steps.map((step) => ({ ...step, saga: sagaNameOf(saga.kind) }));
  sagas.drive(saga);
  return { order, steps, history: [{ type: PLACED, detail: "", at: order.createdAt }] };
}

/** Looks if the work fails or is slow; undefined when it succeeds first. */
async function whenInTrouble<T>(work: Promise<unknown>, look: () => Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<T>((resolve, reject) => {
    timer = setTimeout(() => look().then(resolve, reject), SLOW_MS);
  });
  try {
    return await Promise.race([work.then(() => undefined, look), slow]);
  } finally {
    clearTimeout(timer);
  }
}

async function findSame(
  store: OrderStore,
  customerId: string,
  request: IdentifiedRequest,
): Promise<OrderDetails | undefined> {
  const before = await store.findByRequestId(customerId, request.requestId);
  if (!before) return undefined;
  mustBeSame(request, before.fingerprint);
  return await store.find(before.orderId);
}

async function prepare(
  { catalog, payment }: PlaceOrderParts,
  customerId: string,
  request: PlaceOrderRequest,
): Promise<{ order: Order; data: CheckoutData }> {
  const currency = request.currencyCode || DEFAULT_CURRENCY;
  const wishes = request.items.map(toWish);
  const [{ products, offers }, { paymentToken }] = await Promise.all([
    catalog.batchGetProducts({ ...askedOf(wishes), currencyCode: currency }),
    payment.tokenizePaymentMethod({ paymentMethod: request.paymentMethod!, customerId }),
  ]);
  const known = new Map(products.map((product) => [product.productId, product]));
  const items = wishes.map((wish) => priceItem(wish, toPriced(known.get(wish.productId)!, offers), currency));
  const order: Order = {
    orderId: uuidv7(),
    customerId,
    state: "PENDING",
    items,
    subtotal: subtotalOf(items),
    shippingPrice: undefined,
    couponCode: request.couponCode,
    discount: undefined,
    failureReason: "",
    cancellationRequested: false,
    createdAt: new Date(),
  };
  const { $typeName, $unknown, ...address } = request.address!;
  const data: CheckoutData = {
    orderId: order.orderId,
    customerId: order.customerId,
    items: items.map(({ productId, purchaseOptionId, sellerId, quantity }) => ({
      productId,
      purchaseOptionId,
      sellerId,
      quantity,
    })),
    currency,
    subtotalMinor: String(order.subtotal.minor),
    weightGrams: items.reduce((sum, item) => sum + item.quantity * known.get(item.productId)!.weightGrams, 0),
    shippingOptionId: request.shippingOptionId,
    address,
    paymentToken,
    ...(request.couponCode && { couponCode: request.couponCode }),
  };
  return { order, data };
}

function toWish({ productId, expectedUnitPrice, ...rest }: PlaceOrderRequest["items"][number]): Wish {
  const { purchaseOptionId, sellerId, quantity } = rest;
  return {
    // As the catalog writes it: a UUID may come in upper case.
    productId: productId.toLowerCase(),
    purchaseOptionId,
    sellerId,
    quantity,
    expectedUnitPrice: expectedUnitPrice && fromWire(expectedUnitPrice),
  };
}

/** Each product once, and once each seller's offers of it. */
function askedOf(wishes: readonly Wish[]) {
  const offerKeys = new Map<string, Pick<Wish, "productId" | "sellerId">>();
  for (const { productId, sellerId } of wishes) {
    if (sellerId !== "") offerKeys.set(`${productId}/${sellerId}`, { productId, sellerId });
  }
  const productIds = new Set(wishes.map(({ productId }) => productId));
  return { productIds: [...productIds], offerKeys: [...offerKeys.values()] };
}

function toPriced(
  { productId, title, picturePath, purchaseOptions }: Product,
  offers: readonly Offer[],
): PricedProduct {
  return {
    productId,
    title,
    picturePath,
    offers: offers
      .filter((offer) => offer.productId === productId)
      .map(({ price, ...offer }) => ({ ...offer, price: fromWire(price!) })),
    options: purchaseOptions.map(({ purchaseOptionId, price }) => ({
      purchaseOptionId,
      price: price && fromWire(price),
    })),
  };
}

/**
 * Told by what was asked for, with or without the caller named. Of a card or an account only the last four digits count: a hash of
 * such a number can be turned back.
 */
function identifyOrder(customerId: string, request: PlaceOrderRequest): IdentifiedRequest {
  const harmless = clone(PlaceOrderRequestSchema, request);
  harmless.customerId = customerId;
  const method = harmless.paymentMethod?.method;
  if (method?.case === "card") Object.assign(method.value, { number: method.value.number.slice(-4), securityCode: "" });
  if (method?.case === "bankTransfer") method.value.accountNumber = method.value.accountNumber.slice(-4);
  return identify(request.requestId, PlaceOrderRequestSchema, harmless);
}
