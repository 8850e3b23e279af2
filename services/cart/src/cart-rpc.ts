// The contract's handlers. Whose cart it is follows from the credentials alone: the customer's where there is a token, else the guest's.
import { randomUUID } from "node:crypto";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import type { CartItemSchema, CartSchema, CartService } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { callerOf, customerOf } from "@meshmart/kit/caller";
import { DomainError } from "@meshmart/kit/errors";
import { toWire } from "@meshmart/kit/money";
import { addPieces, clear, itemCount, type LineKey, setQuantity } from "./cart.ts";
import { mergeCarts } from "./cart-merge.ts";
import { type CartStore, customerKey, guestKey, type StoredCart } from "./cart-store.ts";
import type { CatalogProducts, ProductsToday, Wanted } from "./catalog-products.ts";
import { chooseLine, type PricedLine, type ProductToday, priceCart } from "./priced-cart.ts";

const DEFAULT_CURRENCY = "KRW";

export function createCartRpc(store: CartStore, catalog: CatalogProducts): ServiceImpl<typeof CartService> {
  /** `known` is a product that was looked up already, with the offers of one seller. */
  const show = async (
    stored: StoredCart,
    currency: string,
    known?: { readonly product: ProductToday; readonly sellerId: string },
  ) => {
    const { lines } = stored.cart;
    const isKnown = ({ productId, sellerId }: LineKey) =>
      productId === known?.product.productId && (sellerId === "" || sellerId === known.sellerId);
    const products =
      known && lines.every(isKnown)
        ? new Map([[known.product.productId, known.product]])
        : await catalog.find(lines, currency);
    return toMessage(stored, products, currency);
  };

  return {
    async getCart({ currencyCode }, context) {
      const stored = await store.read(ownKey(context));
      return { cart: await show(stored, currencyCode || DEFAULT_CURRENCY) };
    },
    async getCartItemCount(_request, context) {
      const { cart } = await store.read(ownKey(context));
      return { itemCount: itemCount(cart) };
    },
    async addCartItem({ requestId, productId, currencyCode, ...wish }, context) {
      const key = ownKey(context);
      const currency = currencyCode || DEFAULT_CURRENCY;
      const choose = async () => {
        const wanted = { productId: productId.toLowerCase(), sellerId: wish.sellerId };
        const product = await findProduct(catalog, wanted, currency);
        return { product, line: chooseLine(product, wish, currency, Date.now()) };
      };
      const chosen = await choose().catch(async (error) => {
        // A repeated request is answered whatever the catalog says today.
        const stored = await store.read(key);
        if (stored.cart.requestIds.includes(requestId)) return { stored };
        throw error;
      });
      if ("stored" in chosen) return { cart: await show(chosen.stored, currency) };
      const { product, line } = chosen;
      const stored = await store.change(key, (cart) => addPieces(cart, line, requestId));
      return { cart: await show(stored, currency, { product, sellerId: wish.sellerId }) };
    },
    async setCartItemQuantity({ productId, currencyCode, ...request }, context) {
      const { purchaseOptionId, sellerId, quantity, etag } = request;
      const wanted = { productId: productId.toLowerCase(), purchaseOptionId, sellerId, quantity, etag };
      const stored = await store.change(ownKey(context), (cart, current) => setQuantity(cart, wanted, current));
      return { cart: await show(stored, currencyCode || DEFAULT_CURRENCY) };
    },
    async clearCart(_request, context) {
      await store.change(ownKey(context), clear);
      return {};
    },
    async mergeCart({ currencyCode }, context) {
      const to = customerKey(customerOf(context).customerId);
      const { guestId } = callerOf(context);
      const { mergedCount, ...stored } =
        guestId === undefined
          ? { ...(await store.read(to)), mergedCount: 0 }
          : await mergeCarts(store, { from: guestKey(guestId), to, newMergeId: randomUUID });
      return { cart: await show(stored, currencyCode || DEFAULT_CURRENCY), mergedItemCount: mergedCount };
    },
  };
}

function ownKey(context: HandlerContext): string {
  const { customerId, guestId } = callerOf(context);
  // The access option has made sure that there is one of the two.
  return customerId === undefined ? guestKey(guestId!) : customerKey(customerId);
}

async function findProduct(catalog: CatalogProducts, wanted: Wanted, currency: string): Promise<ProductToday> {
  const { productId } = wanted;
  const products = await catalog.find([wanted], currency);
  if (!products) {
    const message = "The product cannot be looked up at the moment, so it was not added. Try again in a moment.";
    throw new DomainError("unavailable", "CATALOG_UNAVAILABLE", message);
  }
  const product = products.get(productId);
  if (!product)
    throw new DomainError("missing", "PRODUCT_NOT_FOUND", `There is no product ${productId}.`, {
      product_id: productId,
    });
  return product;
}

function toMessage(
  { cart, etag }: StoredCart,
  products: ProductsToday | undefined,
  currency: string,
): MessageInitShape<typeof CartSchema> {
  const { lines, subtotal } = priceCart(cart, products, currency);
  return {
    items: lines.map(toItem),
    itemCount: itemCount(cart),
    etag,
    priced: products !== undefined,
    ...(subtotal && { subtotal: toWire(subtotal) }),
    ...(cart.updatedAt !== undefined && { updateTime: timestampFromMs(cart.updatedAt) }),
  };
}

function toItem({ unitPrice, addedUnitPrice, addedAt, ...line }: PricedLine): MessageInitShape<typeof CartItemSchema> {
  return { ...line, addedUnitPrice: toWire(addedUnitPrice), ...(unitPrice && { unitPrice: toWire(unitPrice) }) };
}
