// Who received what, in PostgreSQL. Rows are added, never changed: the first delivery counts.
import type { Queryable, Transaction } from "@meshmart/kit/database";

export interface Receipt {
  readonly customerId: string;
  readonly productId: string;
  readonly orderId: string;
  readonly receivedAt: Date;
}

export async function addReceipts(tx: Transaction, receipts: readonly Receipt[]): Promise<void> {
  // In one order for all instances: they may insert the same receipts.
  await tx`
    insert into receipts (customer_id, product_id, order_id, received_at)
    select * from unnest(
      ${receipts.map(({ customerId }) => customerId)}::uuid[], ${receipts.map(({ productId }) => productId)}::uuid[],
      ${receipts.map(({ orderId }) => orderId)}::uuid[],
      ${receipts.map(({ receivedAt }) => receivedAt.toISOString())}::text[]::timestamptz[]
    ) as receipt (customer_id, product_id, order_id, received_at)
    order by customer_id, product_id, received_at
    on conflict do nothing`;
}

export async function hasReceived(sql: Queryable, customerId: string, productId: string): Promise<boolean> {
  const rows = await sql`select 1 from receipts where customer_id = ${customerId} and product_id = ${productId}`;
  return rows.length > 0;
}
