// Writes a batch of an import: all of its products or none, in one statement, by sku. What is as it was is not written, so an import
// that runs again changes nothing.
import type { Database, Transaction } from "@meshmart/kit/database";
import { isTransient } from "@meshmart/kit/sql-state";
import { v7 as uuidv7 } from "uuid";
import { hasSameContent, type ProductContent, type ProductDetails } from "./product-details.ts";
import { isSkuViolation, lockDetails, writeProducts } from "./product-writing.ts";

const MAX_MEETINGS = 5;

export interface BatchResult {
  readonly created: number;
  readonly updated: number;
}

export interface ProductImport {
  /** In the order of their lines; each with one purchase option. */
  write(products: readonly ProductContent[]): Promise<BatchResult>;
}

/** `onCommit` is called after each commit that appended events. */
export function createProductImport(sql: Database, onCommit: () => void): ProductImport {
  const write = async (products: readonly ProductContent[], meeting = 1): Promise<BatchResult> => {
    try {
      return await sql.begin((tx) => writeBatch(tx, products));
    } catch (error) {
      // Somebody else made a product with one of the skus meanwhile, or wanted the same ones at once: now they are there.
      const mayWork = isSkuViolation(error) || isTransient(error);
      if (meeting === MAX_MEETINGS || !mayWork) throw error;
      return await write(products, meeting + 1);
    }
  };
  return {
    async write(products) {
      if (products.length === 0) return { created: 0, updated: 0 };
      const result = await write(products);
      if (result.created + result.updated > 0) onCommit();
      return result;
    },
  };
}

async function writeBatch(tx: Transaction, products: readonly ProductContent[]): Promise<BatchResult> {
  const before = await lockDetails(tx, { skus: [...new Set(products.map(({ sku }) => sku))] });
  const known = new Map(before.map((details) => [details.sku, details]));
  const written = new Map<string, ProductDetails>();
  let [created, updated] = [0, 0];
  for (const content of products) {
    const there = written.get(content.sku) ?? known.get(content.sku);
    const after = there ? merge(there, content) : content;
    if (there && hasSameContent(there, after)) continue;
    if (there) updated++;
    else created++;
    const { productId = uuidv7(), version = 0n } = known.get(content.sku) ?? written.get(content.sku) ?? {};
    // However many lines of the batch it has, it is written once.
    const next = known.has(content.sku) || !written.has(content.sku) ? version + 1n : version;
    written.set(content.sku, { ...after, productId, version: next, updatedAt: new Date() });
  }
  if (written.size > 0) await writeProducts(tx, [...written.values()]);
  return { created, updated };
}

/**
 * A line has the price of one way to buy: that of the default. The others are as they were, and so is the picture where it names none:
 * most files know nothing of pictures.
 */
function merge(there: ProductContent, { options: [imported], ...content }: ProductContent): ProductContent {
  const [first, ...others] = there.options;
  const picturePath = content.picturePath || there.picturePath;
  return { ...content, picturePath, options: [{ ...first!, prices: imported!.prices }, ...others] };
}
