// Sellers' offers in PostgreSQL.
import type { Database } from "@meshmart/kit/database";
import { DomainError } from "@meshmart/kit/errors";
import type { Money } from "@meshmart/kit/money";
import { productNotFound } from "./product.ts";

export interface Offer {
  readonly productId: string;
  readonly purchaseOptionId: string;
  readonly sellerId: string;
  readonly sellerName: string;
  readonly price: Money;
}

export type OfferKey = Pick<Offer, "productId" | "sellerId">;

export interface OfferStore {
  /** The cheapest first, beginning after the given one. Throws a DomainError for a product that there is not. */
  list(
    productId: string,
    currency: string,
    after: { minor: string; sellerId: string; purchaseOptionId: string } | undefined,
    limit: number,
  ): Promise<Offer[]>;
  /** What these sellers ask for these products in a currency, in all ways to buy them, in no order. */
  find(keys: readonly OfferKey[], currency: string): Promise<Offer[]>;
  /** Without a purchase option, that of the product which is the default. Answers with the offer as it is then. */
  put(offer: Offer): Promise<Offer>;
}

interface OfferRow {
  readonly purchase_option_id: string;
  readonly seller_id: string;
  readonly name: string;
  readonly amount_minor: bigint;
}

export function createOfferStore(sql: Database): OfferStore {
  return {
    async list(productId, currency, after, limit) {
      const rows = await sql<(OfferRow | { seller_id: null })[]>`
        select offer.* from products left join lateral (
          select purchase_option_id, seller_id, name, amount_minor from offers join sellers using (seller_id)
          where offers.product_id = products.product_id and currency = ${currency}
          ${
            after
              ? sql`and (amount_minor, seller_id, purchase_option_id) > (${after.minor}::bigint, ${after.sellerId}, ${after.purchaseOptionId})`
              : sql``
          }
          order by amount_minor, seller_id, purchase_option_id limit ${limit}
        ) as offer on true
        where products.product_id = ${productId} order by amount_minor, seller_id, purchase_option_id`;
      if (rows.length === 0) throw productNotFound(productId);
      return rows.filter((row) => row.seller_id !== null).map((row) => toOffer(row, productId, currency));
    },
    async find(keys, currency) {
      if (keys.length === 0) return [];
      const rows = await sql<(OfferRow & { product_id: string })[]>`
        select product_id, purchase_option_id, seller_id, name, amount_minor
        from unnest(${keys.map(({ productId }) => productId)}::uuid[], ${keys.map(({ sellerId }) => sellerId)}::text[])
          as wanted (product_id, seller_id)
        join offers using (product_id, seller_id) join sellers using (seller_id)
        where currency = ${currency}`;
      return rows.map((row) => toOffer(row, row.product_id, currency));
    },
    async put(offer) {
      const { productId, sellerId, sellerName, price } = offer;
      // The seller is written first, and so it is there when the offer's key is checked; `offered` is empty when there is no such option.
      const [row] = await sql<{ is_product: boolean; purchase_option_id: string | null }[]>`
        with option as (
          select purchase_option_id from purchase_options
          where product_id = ${productId} and (${offer.purchaseOptionId} = '' or purchase_option_id = ${offer.purchaseOptionId})
          order by position limit 1
        ), seller as (
          insert into sellers (seller_id, name) select ${sellerId}, ${sellerName} from option
          on conflict (seller_id) do update set name = excluded.name
        ), offered as (
          insert into offers (product_id, seller_id, purchase_option_id, currency, amount_minor)
          select ${productId}::uuid, ${sellerId}, purchase_option_id, ${price.currency}, ${String(price.minor)}::bigint from option
          on conflict (product_id, seller_id, purchase_option_id, currency) do update set amount_minor = excluded.amount_minor
          returning purchase_option_id
        )
        select exists (select from products where product_id = ${productId}) as is_product,
          (select purchase_option_id from offered) as purchase_option_id`;
      if (row!.purchase_option_id !== null) return { ...offer, purchaseOptionId: row!.purchase_option_id };
      throw row!.is_product ? optionNotFound(offer) : productNotFound(productId);
    },
  };
}

function toOffer(row: OfferRow, productId: string, currency: string): Offer {
  return {
    productId,
    purchaseOptionId: row.purchase_option_id,
    sellerId: row.seller_id,
    sellerName: row.name,
    price: { currency, minor: row.amount_minor },
  };
}

function optionNotFound({ productId, purchaseOptionId }: Offer): DomainError {
  const message = `Product ${productId} has no purchase option "${purchaseOptionId}".`;
  return new DomainError("invalid", "PURCHASE_OPTION_NOT_FOUND", message, { field: "purchase_option_id" });
}
