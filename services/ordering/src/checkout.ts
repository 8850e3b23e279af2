// The checkout: the orchestrated saga that makes a sale out of a pending order, or leaves nothing behind. One with a coupon has a step
// more, and is a kind of its own: a saga keeps the steps that it was begun with, and instances that do not know them leave it alone.
import type { Client } from "@connectrpc/connect";
import type { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import type { PaymentService } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import type { PromotionsService } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import type { Address, ShippingService } from "@meshmart/gen/meshmart/shipping/v1/shipping_pb";
import { fromWire, type Money, toWire } from "@meshmart/kit/money";
import type { EndedSaga, SagaDefinition, StepDefinition } from "@meshmart/kit/saga";
import { type BoughtLine, limitDiscount, piecesOf, sumOf } from "./order.ts";
import { cancelOrders, confirmOrders, type Sale } from "./order-changes.ts";

/** What the saga knows, as JSON: amounts are strings. Holds a payment token, never a card. */
export interface CheckoutData {
  readonly orderId: string;
  readonly customerId: string;
  readonly items: readonly BoughtLine[];
  readonly currency: string;
  readonly subtotalMinor: string;
  readonly weightGrams: number;
  readonly shippingOptionId: string;
  readonly address: Omit<Address, "$typeName" | "$unknown">;
  readonly paymentToken: string;
  /** Absent: no coupon. */
  readonly couponCode?: string;
  /** Known from the second step on. */
  readonly shippingMinor?: string;
  /** Known once the coupon is redeemed. */
  readonly discountMinor?: string;
}

export interface Dependencies {
  readonly inventory: Client<typeof InventoryService>;
  readonly payment: Client<typeof PaymentService>;
  readonly promotions: Client<typeof PromotionsService>;
  readonly shipping: Client<typeof ShippingService>;
}

export interface Checkouts {
  readonly plain: SagaDefinition<CheckoutData>;
  readonly withCoupon: SagaDefinition<CheckoutData>;
}

export function createCheckouts({ inventory, payment, promotions, shipping }: Dependencies): Checkouts {
  const reserveAndQuote: StepDefinition<CheckoutData>[] = [
    {
      name: "reserve_stock",
      run: async ({ orderId, items }) => void (await inventory.reserveStock({ orderId, items: piecesOf(items) })),
      compensate: ({ orderId }) => inventory.releaseStock({ orderId }),
    },
    {
      name: "quote_shipping",
      async run({ shippingOptionId, weightGrams, currency, address }) {
        const { countryCode } = address;
        const quote = await shipping.quoteShipping({
          shippingOptionId,
          weightGrams,
          countryCode,
          currencyCode: currency,
        });
        return { shippingMinor: String(fromWire(quote.shippingOption!.price!).minor) };
      },
    },
  ];
  const redeem: StepDefinition<CheckoutData> = {
    name: "redeem_coupon",
    async run(data) {
      const { orderId, customerId, couponCode } = data;
      const subtotal = subtotalOf(data);
      const redeemed = { orderId, customerId, code: couponCode!, subtotal: toWire(subtotal) };
      const { discount } = await promotions.redeemCoupon(redeemed);
      return { discountMinor: String(limitDiscount(fromWire(discount!), subtotal).minor) };
    },
    compensate: ({ orderId }) => promotions.releaseCoupon({ orderId }),
  };
  // A coupon may leave nothing to pay. Then no provider is asked: none sets nothing aside, and no card may spoil a gift.
  const payAndShip: StepDefinition<CheckoutData>[] = [
    {
      name: "authorize_payment",
      run: async (data) => {
        const { orderId, paymentToken } = data;
        const amount = totalOf(data);
        if (amount.minor > 0n) await payment.authorizePayment({ orderId, paymentToken, amount: toWire(amount) });
        return undefined;
      },
      compensate: async (data) => totalOf(data).minor > 0n && payment.voidPayment({ orderId: data.orderId }),
    },
    {
      name: "book_shipment",
      run: async ({ orderId, customerId, shippingOptionId, address, weightGrams }) =>
        void (await shipping.bookShipment({ orderId, customerId, shippingOptionId, address, weightGrams })),
      compensate: ({ orderId }) => shipping.cancelShipment({ orderId }),
    },
    {
      name: "capture_payment",
      pivot: true,
      run: async (data) => {
        if (totalOf(data).minor > 0n) await payment.capturePayment({ orderId: data.orderId });
        return undefined;
      },
    },
    { name: "commit_stock", run: async ({ orderId }) => void (await inventory.commitStock({ orderId })) },
  ];
  const ends: Pick<SagaDefinition<CheckoutData>, "completed" | "failed"> = {
    completed: (tx, sagas) => confirmOrders(tx, sagas.map(toSale)),
    failed: cancelOrders,
  };
  return {
    plain: { kind: "checkout", steps: [...reserveAndQuote, ...payAndShip], ...ends },
    withCoupon: { kind: "checkout_with_coupon", steps: [...reserveAndQuote, redeem, ...payAndShip], ...ends },
  };
}

function subtotalOf({ currency, subtotalMinor }: CheckoutData): Money {
  return { currency, minor: BigInt(subtotalMinor) };
}

function shippingPriceOf({ currency, shippingMinor }: CheckoutData): Money {
  if (shippingMinor === undefined) throw new Error("The checkout has no quote for shipping yet.");
  return { currency, minor: BigInt(shippingMinor) };
}

function discountOf({ currency, discountMinor }: CheckoutData): Money | undefined {
  return discountMinor === undefined ? undefined : { currency, minor: BigInt(discountMinor) };
}

function totalOf(data: CheckoutData): Money {
  return sumOf(subtotalOf(data), discountOf(data), shippingPriceOf(data));
}

function toSale(saga: EndedSaga<CheckoutData>): Sale {
  const { data } = saga;
  return { ...saga, shippingPrice: shippingPriceOf(data), discount: discountOf(data), total: totalOf(data) };
}
