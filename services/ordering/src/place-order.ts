// Placing an order: what the contract cannot check, the prices, the token that stands for the card, and one transaction.
import { createHash } from "node:crypto";
import { clone, toBinary } from "@bufbuild/protobuf";
import type { Client } from "@connectrpc/connect";
import type { CatalogService, Product } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { type PlaceOrderRequest, PlaceOrderRequestSchema } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import type { PaymentService } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { fromWire } from "@meshmart/kit/money";
import type { AnySaga } from "@meshmart/kit/saga";
import type { Sagas } from "@meshmart/kit/saga-runner";
import { newSaga } from "@meshmart/kit/saga-store";
import { v7 as uuidv7 } from "uuid";
import type { CheckoutData } from "./checkout.ts";
import { type Order, type PricedProduct, priceItem, requestIdReused, subtotalOf, type Wish } from "./order.ts";
import type { OrderStore } from "./order-store.ts";

export interface PlaceOrderParts {
  readonly store: OrderStore;
  readonly catalog: Client<typeof CatalogService>;
  readonly payment: Client<typeof PaymentService>;
  readonly checkout: AnySaga;
  readonly sagas: Sagas;
  /** This instance: it drives the sagas that it begins. */
  readonly owner: string;
  readonly onCommit: () => void;
}

const DEFAULT_CURRENCY = "KRW";

/** Answers with the order's id: of a new order, or of the one that the same request made before. */
export async function placeOrder(parts: PlaceOrderParts, request: PlaceOrderRequest): Promise<string> {
  const { store, sagas, checkout, owner, onCommit } = parts;
  const { requestId } = request;
  const fingerprint = fingerprintOf(request);
  const prepared = prepare(parts, request);
  // Looked at below, and only if it is a new order: a repeated request is answered whatever the catalog says today.
  prepared.catch(() => {});
  const before = await store.findByRequestId(requestId);
  if (before) return sameOrder(before, requestId, fingerprint);

  const { order, data } = await prepared;
  const saga = newSaga(checkout, order.orderId, data, order.createdAt);
  if (!(await store.place(order, { requestId, fingerprint }, saga, owner))) {
    return sameOrder((await store.findByRequestId(requestId))!, requestId, fingerprint);
  }
  onCommit();
  sagas.drive(saga);
  return order.orderId;
}

function sameOrder(before: { orderId: string; fingerprint: Buffer }, requestId: string, fingerprint: Buffer): string {
  if (!before.fingerprint.equals(fingerprint)) throw requestIdReused(requestId);
  return before.orderId;
}

async function prepare(
  { catalog, payment }: PlaceOrderParts,
  request: PlaceOrderRequest,
): Promise<{ order: Order; data: CheckoutData }> {
  const currency = request.currencyCode || DEFAULT_CURRENCY;
  const productIds = request.items.map(({ productId }) => productId);
  const [{ products }, { paymentToken }] = await Promise.all([
    catalog.batchGetProducts({ productIds, currencyCode: currency }),
    payment.tokenizePaymentMethod({ paymentMethod: request.paymentMethod! }),
  ]);
  const items = request.items.map((item, index) => priceItem(toWish(item), toPriced(products[index]!), currency));
  const order: Order = {
    orderId: uuidv7(),
    customerId: request.customerId,
    state: "PENDING",
    items,
    subtotal: subtotalOf(items),
    shippingPrice: undefined,
    failureReason: "",
    cancellationRequested: false,
    createdAt: new Date(),
  };
  const { $typeName, $unknown, ...address } = request.address!;
  const data: CheckoutData = {
    orderId: order.orderId,
    customerId: order.customerId,
    items: items.map(({ productId, quantity }) => ({ productId, quantity })),
    currency,
    subtotalMinor: String(order.subtotal.minor),
    weightGrams: request.items.reduce((sum, { quantity }, index) => sum + quantity * products[index]!.weightGrams, 0),
    shippingOptionId: request.shippingOptionId,
    address,
    paymentToken,
  };
  return { order, data };
}

function toWish({
  productId,
  purchaseOptionId,
  quantity,
  expectedUnitPrice,
}: PlaceOrderRequest["items"][number]): Wish {
  return { productId, purchaseOptionId, quantity, expectedUnitPrice: expectedUnitPrice && fromWire(expectedUnitPrice) };
}

function toPriced({ productId, title, purchaseOptions }: Product): PricedProduct {
  return {
    productId,
    title,
    options: purchaseOptions.map(({ purchaseOptionId, price }) => ({
      purchaseOptionId,
      price: price && fromWire(price),
    })),
  };
}

/** SHA-256 of what was asked for. Of the card only the last four digits count: a hash of a card number can be turned back. */
function fingerprintOf(request: PlaceOrderRequest): Buffer {
  const harmless = clone(PlaceOrderRequestSchema, request);
  const method = harmless.paymentMethod?.method;
  if (method?.case === "card") Object.assign(method.value, { number: method.value.number.slice(-4), securityCode: "" });
  return createHash("sha256").update(toBinary(PlaceOrderRequestSchema, harmless)).digest();
}
