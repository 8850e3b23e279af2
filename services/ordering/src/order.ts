// An order: what it is made of, and which states it goes through. Knows no database, no clock and no transport.
import { DomainError } from "@meshmart/kit/errors";
import { add, equal, type Money, times } from "@meshmart/kit/money";

export type OrderState = "PENDING" | "CONFIRMED" | "CANCELLED" | "SHIPPED" | "DELIVERED" | "RETURNED";

export interface OrderItem {
  readonly productId: string;
  readonly purchaseOptionId: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  /** Whose offer it is; "": the shop's own. */
  readonly sellerId: string;
  readonly sellerName: string;
  /** Within the shop; "": the shop draws one. */
  readonly picturePath: string;
}

/** What is bought, as far as others are told. One of before there were several ways in an order lacks them. */
export type BoughtLine = Pick<OrderItem, "productId" | "quantity"> &
  Partial<Pick<OrderItem, "purchaseOptionId" | "sellerId">>;

export interface Order {
  readonly orderId: string;
  readonly customerId: string;
  readonly state: OrderState;
  readonly items: readonly OrderItem[];
  readonly subtotal: Money;
  /** Undefined until the checkout has asked for it. */
  readonly shippingPrice: Money | undefined;
  /** The coupon that was asked for; "": none. */
  readonly couponCode: string;
  /** Undefined without a coupon, and until the checkout has redeemed it. */
  readonly discount: Money | undefined;
  /** Error reason; "" unless cancelled. */
  readonly failureReason: string;
  readonly cancellationRequested: boolean;
  readonly createdAt: Date;
}

/** A line that a customer asks for. */
export interface Wish {
  readonly productId: string;
  /** "": the product's first. */
  readonly purchaseOptionId: string;
  /** Whose offer is wished for; "": the shop's own. */
  readonly sellerId: string;
  readonly quantity: number;
  /** The price of one that the customer was shown. */
  readonly expectedUnitPrice: Money | undefined;
}

/** A product as far as an order needs it. */
export interface PricedProduct {
  readonly productId: string;
  readonly title: string;
  readonly picturePath: string;
  readonly options: readonly PricedOption[];
  /** Those of the order's sellers, in its currency. */
  readonly offers: readonly SellersOffer[];
}

interface PricedOption {
  readonly purchaseOptionId: string;
  /** Undefined: the shop itself does not sell it in the currency. */
  readonly price: Money | undefined;
}

interface SellersOffer {
  readonly purchaseOptionId: string;
  readonly sellerId: string;
  readonly sellerName: string;
  readonly price: Money;
}

/**
 * Prices a wish, by the offer of its seller where it has one. Throws when the option is unknown, is not sold in the currency, or costs
 * something else than the customer saw, and when the seller does not offer it any more.
 */
export function priceItem(wish: Wish, product: PricedProduct, currency: string): OrderItem {
  const { quantity, expectedUnitPrice, sellerId } = wish;
  const { productId, title, picturePath } = product;
  const option = wish.purchaseOptionId
    ? product.options.find(({ purchaseOptionId }) => purchaseOptionId === wish.purchaseOptionId)
    : product.options[0];
  if (!option) {
    throw new DomainError(
      "invalid",
      "PURCHASE_OPTION_NOT_FOUND",
      `${product.title} has no option "${wish.purchaseOptionId}".`,
      {
        product_id: productId,
        field: "items.purchase_option_id",
      },
    );
  }
  const { unitPrice, sellerName } = askedFor(sellerId, option, product, currency);
  if (expectedUnitPrice && expectedUnitPrice.currency !== currency) {
    throw new DomainError(
      "invalid",
      "CURRENCY_MISMATCH",
      `The order is in ${currency}, the expected price in ${expectedUnitPrice.currency}.`,
      {
        product_id: productId,
        field: "items.expected_unit_price",
      },
    );
  }
  if (expectedUnitPrice && !equal(expectedUnitPrice, unitPrice)) {
    throw new DomainError(
      "not_now",
      "PRICE_CHANGED",
      `${product.title} has another price than the one shown. Look at it again.`,
      {
        product_id: productId,
        unit_price_minor: String(unitPrice.minor),
        currency,
      },
    );
  }
  const { purchaseOptionId } = option;
  return { productId, purchaseOptionId, title, quantity, unitPrice, sellerId, sellerName, picturePath };
}

/** What is asked for one: by the seller, or by the shop itself. */
function askedFor(
  sellerId: string,
  { purchaseOptionId, price }: PricedOption,
  { productId, title, offers }: PricedProduct,
  currency: string,
): { readonly unitPrice: Money; readonly sellerName: string } {
  if (sellerId !== "") {
    const offer = offers.find((each) => each.sellerId === sellerId && each.purchaseOptionId === purchaseOptionId);
    if (offer) return { unitPrice: offer.price, sellerName: offer.sellerName };
    const message = `${title} is not offered by ${sellerId} in ${currency}. Look at its offers again.`;
    const metadata = { product_id: productId, purchase_option_id: purchaseOptionId, seller_id: sellerId, currency };
    throw new DomainError("not_now", "OFFER_NOT_FOUND", message, metadata);
  }
  if (price) return { unitPrice: price, sellerName: "" };
  throw new DomainError("not_now", "NOT_SOLD_IN_CURRENCY", `${title} is not sold in ${currency}.`, {
    product_id: productId,
    currency,
  });
}

/** How many of each product, whatever the ways to buy it and from whomever: all of it is the marketplace's one stock. */
export function piecesOf(items: readonly BoughtLine[]): Pick<OrderItem, "productId" | "quantity">[] {
  const pieces = new Map<string, number>();
  for (const { productId, quantity } of items) pieces.set(productId, (pieces.get(productId) ?? 0) + quantity);
  return [...pieces].map(([productId, quantity]) => ({ productId, quantity }));
}

export function subtotalOf(items: readonly OrderItem[]): Money {
  return items.map(({ unitPrice, quantity }) => times(unitPrice, quantity)).reduce(add);
}

/** What a coupon takes off: no more than the items cost, so that nothing below zero is ever to be paid. */
export function limitDiscount(discount: Money, subtotal: Money): Money {
  const { currency, minor } = discount;
  const isTooMuch = add(subtotal, times(discount, -1)).minor < 0n;
  return isTooMuch ? subtotal : { currency, minor: minor < 0n ? 0n : minor };
}

/** What is to be paid. */
export function sumOf(subtotal: Money, discount: Money | undefined, shippingPrice: Money): Money {
  return add(discount ? add(subtotal, times(discount, -1)) : subtotal, shippingPrice);
}

/** Undefined until all that it is made of is known. */
export function totalOf({ subtotal, shippingPrice, couponCode, discount }: Order): Money | undefined {
  if (!shippingPrice || (couponCode && !discount)) return undefined;
  return sumOf(subtotal, discount, shippingPrice);
}

/** Whether nothing more happens to it by itself. */
export function isFinal({ state }: Order): boolean {
  return state === "CANCELLED" || state === "DELIVERED" || state === "RETURNED";
}

export function notCancellable({ orderId, state }: Pick<Order, "orderId" | "state">): DomainError {
  return new DomainError(
    "not_now",
    "ORDER_NOT_CANCELLABLE",
    `Order ${orderId} is ${state} and can no longer be called off.`,
    { order_id: orderId },
  );
}
