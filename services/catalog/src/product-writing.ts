// Writes products with their options and prices: any number in one statement, together with the events that tell of them.
import { isUniqueViolation, type Queryable, type Transaction } from "@meshmart/kit/database";
import { appendEvents } from "@meshmart/kit/outbox";
import { lowestIn, type OptionDetails, type ProductDetails } from "./product-details.ts";
import { productChangedEvent } from "./product-events.ts";

interface DetailsRow {
  readonly product_id: string;
  readonly sku: string;
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly weight_grams: number;
  readonly picture_path: string;
  readonly version: bigint;
  readonly updated_at: Date;
  /** Amounts as text: JSON has no integers of that size. */
  readonly options: readonly { id: string; title: string; prices: Record<string, string> | null }[];
}

export async function readDetails(sql: Queryable, productIds: readonly string[]): Promise<ProductDetails[]> {
  const rows = await sql<DetailsRow[]>`
    select product_id, sku, title, description, category, weight_grams, picture_path, version, updated_at, (
      select json_agg(json_build_object('id', o.purchase_option_id, 'title', o.title, 'prices', (
        select json_object_agg(p.currency, p.amount_minor::text) from prices p
        where p.product_id = o.product_id and p.purchase_option_id = o.purchase_option_id
      )) order by o.position)
      from purchase_options o where o.product_id = products.product_id
    ) as options
    from products where product_id = any(${productIds as string[]}::uuid[])`;
  return rows.map(toDetails);
}

/**
 * Locks the products and reads them then, in a statement of its own: one that had waited for the lock would see the options of before.
 * In one order for all writers, so that two of them never wait for each other in a ring.
 */
export async function lockDetails(
  tx: Transaction,
  by: { readonly productIds: readonly string[] } | { readonly skus: readonly string[] },
): Promise<ProductDetails[]> {
  const which =
    "skus" in by
      ? tx`sku = any(${by.skus as string[]}::text[])`
      : tx`product_id = any(${by.productIds as string[]}::uuid[])`;
  const locked = await tx<{ product_id: string }[]>`
    select product_id from products where ${which} order by product_id for update`;
  if (locked.length === 0) return [];
  return readDetails(
    tx,
    locked.map((row) => row.product_id),
  );
}

/** Each is new, or locked and with its next version. */
export async function writeProducts(tx: Transaction, products: readonly ProductDetails[]): Promise<void> {
  await tx`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(products.map(toGiven))}::text::jsonb) as given (
        product_id uuid, sku text, title text, description text, category text, weight_grams int,
        picture_path text, lowest_krw bigint, lowest_usd bigint, version bigint, options jsonb)
    ), product as (
      insert into products (
        product_id, sku, title, description, category, weight_grams, picture_path, lowest_krw, lowest_usd, version, published_version)
      select product_id, sku, title, description, category, weight_grams, picture_path, lowest_krw, lowest_usd, version, version
      from given order by sku
      on conflict (product_id) do update set
        sku = excluded.sku, title = excluded.title, description = excluded.description, category = excluded.category,
        weight_grams = excluded.weight_grams, picture_path = excluded.picture_path, lowest_krw = excluded.lowest_krw, lowest_usd = excluded.lowest_usd,
        version = excluded.version, published_version = excluded.published_version, updated_at = now()
    ), option as (
      insert into purchase_options (product_id, purchase_option_id, position, title)
      select product_id, option.key, (option.value ->> 'position')::int, option.value ->> 'title' from given, jsonb_each(options) as option
      on conflict (product_id, purchase_option_id) do update set position = excluded.position, title = excluded.title
    ), price as (
      insert into prices (product_id, purchase_option_id, currency, amount_minor)
      select product_id, option.key, price.key, price.value::bigint
      from given, jsonb_each(options) as option, jsonb_each_text(option.value -> 'prices') as price
      on conflict (product_id, purchase_option_id, currency) do update set amount_minor = excluded.amount_minor
    ), gone_price as (
      delete from prices using given where prices.product_id = given.product_id
      and coalesce(given.options -> prices.purchase_option_id -> 'prices' ->> prices.currency, '') = ''
    ), gone_option as (
      delete from purchase_options using given where purchase_options.product_id = given.product_id
      and given.options -> purchase_options.purchase_option_id is null
    )
    ${appendEvents(tx, products.map(productChangedEvent))}`;
}

/** Whether a product could not be written because another one has its sku. */
export function isSkuViolation(error: unknown): boolean {
  return isUniqueViolation(error, "products_sku_key");
}

function toGiven({ productId, weightGrams, picturePath, options, version, ...details }: ProductDetails) {
  const { sku, title, description, category } = details;
  return {
    product_id: productId,
    sku,
    title,
    description,
    category,
    weight_grams: weightGrams,
    picture_path: picturePath,
    lowest_krw: lowestIn("KRW", options)?.toString(),
    lowest_usd: lowestIn("USD", options)?.toString(),
    version: String(version),
    options: Object.fromEntries(
      options.map((option, index) => [option.purchaseOptionId, toGivenOption(option, index)]),
    ),
  };
}

function toGivenOption({ title, prices }: OptionDetails, index: number) {
  const amounts = prices.map(({ currency, minor }) => [currency, String(minor)]);
  return { position: index + 1, title, prices: Object.fromEntries(amounts) };
}

function toDetails(row: DetailsRow): ProductDetails {
  return {
    productId: row.product_id,
    sku: row.sku,
    title: row.title,
    description: row.description,
    category: row.category,
    weightGrams: row.weight_grams,
    picturePath: row.picture_path,
    version: row.version,
    updatedAt: row.updated_at,
    options: (row.options ?? []).map(({ id, title, prices }) => ({
      purchaseOptionId: id,
      title,
      prices: Object.entries(prices ?? {})
        .sort()
        .map(([currency, amount]) => ({ currency, minor: BigInt(amount) })),
    })),
  };
}
