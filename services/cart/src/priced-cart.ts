// A cart at today's prices: what its owner is shown. Knows the catalog's products as plain values, or that they are not known.
import { DomainError } from "@meshmart/kit/errors";
import { add, equal, type Money, times } from "@meshmart/kit/money";
import type { Cart, CartLine, LineKey } from "./cart.ts";

/** A product as the catalog has it, in one currency. */
export interface ProductToday {
  readonly productId: string;
  readonly title: string;
  readonly available: boolean;
  /** At least one; the first is the default. A price is undefined where it is not sold in the currency. */
  readonly options: readonly { readonly purchaseOptionId: string; readonly price: Money | undefined }[];
  readonly picturePath: string;
  /** Those of the cart's sellers, in the currency. */
  readonly offers: readonly SellersOffer[];
}

interface SellersOffer {
  readonly purchaseOptionId: string;
  readonly sellerId: string;
  readonly sellerName: string;
  readonly price: Money;
}

export interface PricedLine extends CartLine {
  /** Undefined when it is not sold any more, or not in this currency, or the seller's offer is gone. */
  readonly unitPrice: Money | undefined;
  /** Prices in two currencies cannot be compared: then it is false. */
  readonly priceChanged: boolean;
  readonly available: boolean;
}

export interface PricedCart {
  readonly lines: readonly PricedLine[];
  /** Over what can be bought. Undefined when prices are not today's. */
  readonly subtotal: Money | undefined;
}

/** Without the products of today everything is shown as it was when it was added: only checkout decides what can be bought. */
export function priceCart(
  { lines }: Pick<Cart, "lines">,
  products: ReadonlyMap<string, ProductToday> | undefined,
  currency: string,
): PricedCart {
  if (!products) return { lines: lines.map(asAdded), subtotal: undefined };
  const priced = lines.map((line) => priceLine(line, products.get(line.productId)));
  const prices = priced.flatMap(({ available, unitPrice, quantity }) =>
    available && unitPrice ? [times(unitPrice, quantity)] : [],
  );
  return { lines: priced, subtotal: prices.reduce(add, { currency, minor: 0n }) };
}

function asAdded(line: CartLine): PricedLine {
  return { ...line, unitPrice: line.addedUnitPrice, priceChanged: false, available: true };
}

function priceLine(line: CartLine, product: ProductToday | undefined): PricedLine {
  const { addedUnitPrice } = line;
  const offer = product && offerFor(line, product);
  const unitPrice = line.sellerId
    ? offer?.price
    : product?.options.find((option) => option.purchaseOptionId === line.purchaseOptionId)?.price;
  const comparable = unitPrice !== undefined && unitPrice.currency === addedUnitPrice.currency;
  return {
    ...line,
    title: product?.title ?? line.title,
    picturePath: product?.picturePath ?? line.picturePath,
    sellerName: offer?.sellerName ?? line.sellerName,
    unitPrice,
    priceChanged: comparable && !equal(unitPrice, addedUnitPrice),
    available: unitPrice !== undefined && product?.available === true,
  };
}

function offerFor(key: Pick<LineKey, "purchaseOptionId" | "sellerId">, { offers }: ProductToday) {
  return offers.find((each) => each.sellerId === key.sellerId && each.purchaseOptionId === key.purchaseOptionId);
}

/** What is wanted, as the cart keeps it: the option and the seller by their names, and the price of this moment. */
export function chooseLine(
  product: ProductToday,
  wish: { readonly purchaseOptionId: string; readonly sellerId: string; readonly quantity: number },
  currency: string,
  addedAt: number,
): CartLine {
  const { productId, title, picturePath, options } = product;
  const { sellerId, quantity } = wish;
  const option = wish.purchaseOptionId
    ? options.find((each) => each.purchaseOptionId === wish.purchaseOptionId)
    : options[0];
  if (!option) throw optionNotFound(productId, title, wish.purchaseOptionId);
  const { purchaseOptionId } = option;
  const offer = offerFor({ purchaseOptionId, sellerId }, product);
  if (sellerId && !offer) throw offerNotFound(currency, product, { purchaseOptionId, sellerId });
  const addedUnitPrice = offer?.price ?? option.price;
  if (!addedUnitPrice) throw notSoldIn(currency, productId, title);
  const sellerName = offer?.sellerName ?? "";
  return { productId, purchaseOptionId, sellerId, sellerName, quantity, title, picturePath, addedUnitPrice, addedAt };
}

function optionNotFound(productId: string, title: string, purchaseOptionId: string): DomainError {
  return new DomainError("invalid", "PURCHASE_OPTION_NOT_FOUND", `${title} has no option "${purchaseOptionId}".`, {
    product_id: productId,
    field: "purchase_option_id",
  });
}

function offerNotFound(
  currency: string,
  { productId, title }: ProductToday,
  { purchaseOptionId, sellerId }: Pick<LineKey, "purchaseOptionId" | "sellerId">,
): DomainError {
  const message = `${title} is not offered by ${sellerId} in ${currency}. Look at its offers again.`;
  const metadata = { product_id: productId, purchase_option_id: purchaseOptionId, seller_id: sellerId, currency };
  return new DomainError("not_now", "OFFER_NOT_FOUND", message, metadata);
}

function notSoldIn(currency: string, productId: string, title: string): DomainError {
  return new DomainError("not_now", "NOT_SOLD_IN_CURRENCY", `${title} is not sold in ${currency}.`, {
    product_id: productId,
    currency,
  });
}
