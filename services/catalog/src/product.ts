// A product as the catalog knows it. Knows no database and no transport.
import { DomainError } from "@meshmart/kit/errors";
import type { Money } from "@meshmart/kit/money";

export interface PurchaseOption {
  readonly purchaseOptionId: string;
  readonly title: string;
  /** Undefined: not sold in the currency that was asked for. */
  readonly price: Money | undefined;
}

export interface Product {
  readonly productId: string;
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly weightGrams: number;
  readonly available: boolean;
  /** Within the shop; "": the shop draws one. */
  readonly picturePath: string;
  readonly averageStars: number;
  readonly reviewCount: number;
  /** At least one; the first is the default. */
  readonly options: readonly PurchaseOption[];
}

/** What is shown beside the title: the lowest price over the options. */
export function lowestPrice({ options }: Product): Money | undefined {
  const prices = options.map(({ price }) => price).filter((price) => price !== undefined);
  return prices.reduce<Money | undefined>((low, price) => (low && low.minor <= price.minor ? low : price), undefined);
}

export function productNotFound(productId: string): DomainError {
  return new DomainError("missing", "PRODUCT_NOT_FOUND", `There is no product ${productId}.`, {
    product_id: productId,
  });
}
