// Products in PostgreSQL. A product comes with its options and their prices in one query.
import type { Database } from "@meshmart/kit/database";
import type { Product } from "./product.ts";

export interface ProductStore {
  /** Answers with those that there are, in no order. */
  find(productIds: readonly string[], currency: string): Promise<Product[]>;
  /** In that order; one that there is not is left out. */
  inOrder(productIds: readonly string[], currency: string): Promise<Product[]>;
  /** In order of title, beginning after the given one. */
  list(options: {
    category: string;
    currency: string;
    after: { title: string; productId: string } | undefined;
    limit: number;
  }): Promise<Product[]>;
}

interface ProductRow {
  readonly product_id: string;
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly weight_grams: number;
  readonly available: boolean;
  readonly average_stars: number;
  readonly review_count: number;
  readonly picture_path: string;
  /** Amounts as text: JSON has no integers of that size. */
  readonly options: readonly { id: string; title: string; amount: string | null }[];
}

export function createProductStore(sql: Database): ProductStore {
  const select = (currency: string) => sql`
    select product_id, title, description, category, weight_grams, available, average_stars, review_count, picture_path, (
      select json_agg(json_build_object('id', o.purchase_option_id, 'title', o.title, 'amount', p.amount_minor::text) order by o.position)
      from purchase_options o
      left join prices p on p.product_id = o.product_id and p.purchase_option_id = o.purchase_option_id and p.currency = ${currency}
      where o.product_id = products.product_id
    ) as options
    from products`;
  const find = async (productIds: readonly string[], currency: string) => {
    const rows = await sql<ProductRow[]>`${select(currency)} where product_id = any(${productIds as string[]}::uuid[])`;
    return rows.map((row) => toProduct(row, currency));
  };
  return {
    find,
    async inOrder(productIds, currency) {
      if (productIds.length === 0) return [];
      const byId = new Map((await find(productIds, currency)).map((product) => [product.productId, product]));
      return productIds.map((productId) => byId.get(productId)).filter((product) => product !== undefined);
    },
    async list({ category, currency, after, limit }) {
      const rows = await sql<ProductRow[]>`${select(currency)}
        where true
        ${category ? sql`and category = ${category}` : sql``}
        ${after ? sql`and (title, product_id) > (${after.title}, ${after.productId}::uuid)` : sql``}
        order by title, product_id limit ${limit}`;
      return rows.map((row) => toProduct(row, currency));
    },
  };
}

function toProduct(row: ProductRow, currency: string): Product {
  return {
    productId: row.product_id,
    title: row.title,
    description: row.description,
    category: row.category,
    weightGrams: row.weight_grams,
    available: row.available,
    averageStars: row.average_stars,
    reviewCount: row.review_count,
    picturePath: row.picture_path,
    options: row.options.map(({ id, title, amount }) => ({
      purchaseOptionId: id,
      title,
      price: amount === null ? undefined : { currency, minor: BigInt(amount) },
    })),
  };
}
