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

type Later = "sellerId" | "sellerName" | "picturePath";

/** One that an older version has written lacks what came later. */
export type StoredItem = Omit<OrderItem, "unitPrice" | Later> &
  Partial<Pick<OrderItem, Later>> & { readonly unitPriceMinor: string };

const BEFORE: Pick<OrderItem, Later> = { sellerId: "", sellerName: "", picturePath: "" };

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
      ...BEFORE,
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
