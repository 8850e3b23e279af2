// The checkout: the orchestrated saga that makes a sale out of a pending order, or leaves nothing behind.
import type { Client } from "@connectrpc/connect";
import type { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import type { PaymentService } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import type { Address, ShippingService } from "@meshmart/gen/meshmart/shipping/v1/shipping_pb";
import { add, fromWire, type Money, toWire } from "@meshmart/kit/money";
import type { SagaDefinition } from "@meshmart/kit/saga";
import { cancelOrder, confirmOrder } from "./order-changes.ts";

/** What the saga knows, as JSON: amounts are strings. Holds a payment token, never a card. */
export interface CheckoutData {
  readonly orderId: string;
  readonly customerId: string;
  readonly items: readonly { readonly productId: string; readonly quantity: number }[];
  readonly currency: string;
  readonly subtotalMinor: string;
  readonly weightGrams: number;
  readonly shippingOptionId: string;
  readonly address: Omit<Address, "$typeName" | "$unknown">;
  readonly paymentToken: string;
  /** Known from the second step on. */
  readonly shippingMinor?: string;
}

export interface Dependencies {
  readonly inventory: Client<typeof InventoryService>;
  readonly payment: Client<typeof PaymentService>;
  readonly shipping: Client<typeof ShippingService>;
}

export const CHECKOUT = "checkout";

export function createCheckout({ inventory, payment, shipping }: Dependencies): SagaDefinition<CheckoutData> {
  return {
    kind: CHECKOUT,
    steps: [
      {
        name: "reserve_stock",
        run: async ({ orderId, items }) => void (await inventory.reserveStock({ orderId, items: [...items] })),
        compensate: ({ orderId }) => inventory.releaseStock({ orderId }),
      },
      {
        name: "quote_shipping",
        readOnly: true,
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
      {
        name: "authorize_payment",
        run: async (data) => {
          const { orderId, paymentToken } = data;
          await payment.authorizePayment({ orderId, paymentToken, amount: toWire(totalOf(data)) });
        },
        compensate: ({ orderId }) => payment.voidPayment({ orderId }),
      },
      {
        name: "book_shipment",
        run: async ({ orderId, shippingOptionId, address, weightGrams }) =>
          void (await shipping.bookShipment({ orderId, shippingOptionId, address, weightGrams })),
        compensate: ({ orderId }) => shipping.cancelShipment({ orderId }),
      },
      {
        name: "capture_payment",
        pivot: true,
        run: async ({ orderId }) => void (await payment.capturePayment({ orderId })),
      },
      { name: "commit_stock", run: async ({ orderId }) => void (await inventory.commitStock({ orderId })) },
    ],
    completed: (tx, _sagaId, data) => confirmOrder(tx, data, shippingPriceOf(data)),
    failed: (tx, _sagaId, { orderId, customerId }, reason) => cancelOrder(tx, { orderId, customerId, reason }),
  };
}

function shippingPriceOf({ currency, shippingMinor }: CheckoutData): Money {
  if (shippingMinor === undefined) throw new Error("The checkout has no quote for shipping yet.");
  return { currency, minor: BigInt(shippingMinor) };
}

export function totalOf(data: CheckoutData): Money {
  return add({ currency: data.currency, minor: BigInt(data.subtotalMinor) }, shippingPriceOf(data));
}
