// What exactly would be bought: one way to buy the product, from one seller, and its price.
import type { Money } from "@meshmart/gen/google/type/money_pb";
import type { Offer, Product, PurchaseOption } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";

export interface Seller {
  /** Slug. Empty: the shop itself. */
  readonly sellerId: string;
  readonly sellerName: string;
  /** Price of one. Undefined: not sold in the visitor's currency. */
  readonly price?: Money | undefined;
}

export interface Choice {
  readonly option: PurchaseOption | undefined;
  readonly seller: Seller;
  /** Whom it can be bought from in this way: the shop first, then the cheapest. */
  readonly sellers: readonly Seller[];
}

/** What the address wishes for, as far as it is there; otherwise the product's first option, from the shop itself where it sells it. */
export function choose(
  product: Product,
  offers: readonly Offer[],
  wish: { readonly option: string; readonly seller: string },
): Choice {
  const { purchaseOptions } = product;
  const option = purchaseOptions.find(({ purchaseOptionId }) => purchaseOptionId === wish.option) ?? purchaseOptions[0];
  const sellers: readonly Seller[] = [
    { sellerId: "", sellerName: "", price: option?.price },
    ...offers.filter(({ purchaseOptionId }) => purchaseOptionId === option?.purchaseOptionId),
  ];
  const sold = sellers.filter(({ price }) => price !== undefined);
  const seller = sold.find(({ sellerId }) => sellerId === wish.seller) ?? sold[0] ?? sellers[0]!;
  return { option, seller, sellers };
}
