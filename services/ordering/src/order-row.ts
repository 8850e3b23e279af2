// An order as its row has it, and back.
import type { Order, OrderItem, OrderState } from "./order.ts";

export interface OrderRow {
  readonly order_id: string;
  readonly customer_id: string;
  readonly state: OrderState;
  readonly items: readonly StoredItem[];
  readonly currency: string;
  readonly subtotal_minor: bigint;
  readonly shipping_minor: bigint | null;
  readonly coupon_code: string;
  readonly discount_minor: bigint | null;
  readonly failure_reason: string;
  readonly cancellation_requested: boolean;
  readonly created_at: Date;
}

/** The columns of a row, as the tagged template of the driver takes names. */
export const ORDER_COLUMNS = [
  "order_id",
  "customer_id",
  "state",
  "items",
  "currency",
  "subtotal_minor",
  "shipping_minor",
  "coupon_code",
  "discount_minor",
  "failure_reason",
  "cancellation_requested",
  "created_at",
] as const;

export type StoredItem = Omit<OrderItem, "unitPrice"> & { readonly unitPriceMinor: string };

export function toStoredItems(items: readonly OrderItem[]): StoredItem[] {
  return items.map(({ unitPrice, ...item }) => ({ ...item, unitPriceMinor: String(unitPrice.minor) }));
}

export function toOrder(row: OrderRow): Order {
  const { currency } = row;
  const amount = (minor: bigint | null) => (minor === null ? undefined : { currency, minor });
  return {
    orderId: row.order_id,
    customerId: row.customer_id,
    state: row.state,
    items: row.items.map(({ unitPriceMinor, ...item }) => ({
      ...item,
      unitPrice: { currency, minor: BigInt(unitPriceMinor) },
    })),
    subtotal: { currency, minor: row.subtotal_minor },
    shippingPrice: amount(row.shipping_minor),
    couponCode: row.coupon_code,
    discount: amount(row.discount_minor),
    failureReason: row.failure_reason,
    cancellationRequested: row.cancellation_requested,
    createdAt: row.created_at,
  };
}
