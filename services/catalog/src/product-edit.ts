// What staff does to one product at a time. Made once for each request; changed only on top of what was seen.
import type { Database } from "@meshmart/kit/database";
import { type IdentifiedRequest, mustBeSame } from "@meshmart/kit/request-id";
import { v7 as uuidv7 } from "uuid";
import { productNotFound } from "./product.ts";
import {
  applyMask,
  checkContent,
  etagOf,
  hasSameContent,
  type ProductContent,
  type ProductDetails,
  productChanged,
  skuTaken,
} from "./product-details.ts";
import { isSkuViolation, lockDetails, readDetails, writeProducts } from "./product-writing.ts";

export interface ProductEdit {
  read(productId: string): Promise<ProductDetails>;
  /** Once for each request. Without a sku, the product's id becomes it. */
  create(request: IdentifiedRequest, content: ProductContent): Promise<ProductDetails>;
  /** `etag` is of the version as last seen; empty: whatever it is now. */
  update(productId: string, etag: string, wanted: ProductContent, paths: readonly string[]): Promise<ProductDetails>;
}

/** `onCommit` is called after each commit that appended events. */
export function createProductEdit(sql: Database, onCommit: () => void): ProductEdit {
  const read = async (productId: string) => {
    const [details] = await readDetails(sql, [productId]);
    if (!details) throw productNotFound(productId);
    return details;
  };
  /** Two statements that want the same sku: the later one is told. */
  const orSkuTaken = (sku: string) => (error: unknown) => {
    throw isSkuViolation(error) ? skuTaken(sku) : error;
  };
  return {
    read,
    async create(request, content) {
      const { requestId, fingerprint } = request;
      const productId = uuidv7();
      const details = { ...content, sku: content.sku || productId, productId, version: 1n, updatedAt: new Date() };
      checkContent(details);
      const made = await sql
        .begin(async (tx) => {
          const isFirst = await tx`
            insert into product_requests (request_id, fingerprint, product_id) values (${requestId}, ${fingerprint}, ${productId})
            on conflict (request_id) do nothing returning 1`;
          if (isFirst.length > 0) await writeProducts(tx, [details]);
          return isFirst.length > 0;
        })
        .catch(orSkuTaken(details.sku));
      if (made) onCommit();
      return await read(made ? productId : await madeBefore(sql, request));
    },
    async update(productId, etag, wanted, paths) {
      const changed = await sql
        .begin(async (tx) => {
          const [before] = await lockDetails(tx, { productIds: [productId] });
          if (!before) throw productNotFound(productId);
          const after = applyMask(before, wanted, paths);
          checkContent(after);
          // As wanted already: an update that is sent again is none, though its etag is older by then.
          if (hasSameContent(before, after)) return false;
          if (etag !== "" && etag !== etagOf(before)) throw productChanged(productId);
          await writeProducts(tx, [{ ...after, version: before.version + 1n }]);
          return true;
        })
        .catch(orSkuTaken(wanted.sku));
      if (changed) onCommit();
      return await read(productId);
    },
  };
}

async function madeBefore(sql: Database, request: IdentifiedRequest): Promise<string> {
  const [before] = await sql<{ product_id: string; fingerprint: Buffer }[]>`
    select product_id, fingerprint from product_requests where request_id = ${request.requestId}`;
  mustBeSame(request, before!.fingerprint);
  return before!.product_id;
}
