// A catalog to test: the service's own process with a database and, for its consumer's sake, a NATS of its own.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { ConnectError } from "@connectrpc/connect";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { reasonOf } from "@meshmart/kit/errors";
import { clientOf, openTestBroker, openTestDatabase, startOwnNats } from "@meshmart/kit/testing";
import { startProcess } from "@meshmart/kit/testing-process";
import { createTestTokens } from "@meshmart/kit/testing-tokens";
import { expect, vi } from "vitest";

export { outcome } from "@meshmart/kit/testing";

export const [database, { natsUrl }] = await Promise.all([openTestDatabase(), startOwnNats()]);
export const broker = await openTestBroker(natsUrl);
const main = join(import.meta.dirname, "../src/main.ts");
export const start = () => startProcess(main, { ...database.env, NATS_URL: natsUrl });
export const { address } = await start();
export const { sql } = database;
/** Anybody, from outside. */
export const shopper = clientOf(CatalogService, address);
const tokens = await createTestTokens(broker);
export const customer = clientOf(CatalogService, address, { token: tokens.of(randomUUID()) });
export const staff = clientOf(CatalogService, address, { token: tokens.of(randomUUID(), "staff") });
// A process learns of a new key a moment after it was published.
await vi.waitFor(async () => {
  const error = await staff.getProductDetails({ productId: randomUUID() }).catch(ConnectError.from);
  expect(reasonOf(error)).toBe("PRODUCT_NOT_FOUND");
}, 5_000);
export const ordering = clientOf(CatalogService, address, "ordering");

/** A new product with one option that costs so many won. */
export async function addProduct(title: string, category = "test", won = 1000, description = ""): Promise<string> {
  const productId = randomUUID();
  await sql`
    with product as (
      insert into products (product_id, title, description, category, weight_grams, lowest_krw)
      values (${productId}, ${title}, ${description}, ${category}, 100, ${won})
      returning product_id
    ), option as (
      insert into purchase_options (product_id, purchase_option_id, position, title) select product_id, 'standard', 1, '' from product
      returning product_id
    )
    insert into prices (product_id, purchase_option_id, currency, amount_minor) select product_id, 'standard', 'KRW', ${won} from option`;
  return productId;
}
