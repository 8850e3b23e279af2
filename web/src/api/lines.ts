// A line of a cart or an order is a product, bought in one way from one seller.
export interface Line {
  readonly productId: string;
  readonly purchaseOptionId: string;
  /** Empty: the shop itself. */
  readonly sellerId: string;
}

/** A line's name, as keys of lists need one. */
export function lineKey({ productId, purchaseOptionId, sellerId }: Line): string {
  return `${productId}/${purchaseOptionId}/${sellerId}`;
}

export function isSameLine(a: Line): (b: Line) => boolean {
  return (b) => lineKey(a) === lineKey(b);
}
