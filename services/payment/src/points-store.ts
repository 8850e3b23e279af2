// Points in PostgreSQL: lines are added and read, never changed. Changes of one customer's points take turns, so that a balance never
// falls below zero, however many orders want it at once; and the table would refuse it.
import type { Database, Transaction } from "@meshmart/kit/database";

/** A demonstration's generosity: what every customer begins with. Enough for an order of the demo products. */
const WELCOME_POINTS = 20_000n;

export interface PointsStore {
  /** What a customer can spend. */
  balance(customerId: string): Promise<bigint>;
  /** Holds points for an order, once. "other": the order holds other points already. */
  hold(customerId: string, orderId: string, points: bigint): Promise<"held" | "too_few" | "other">;
  /** What becomes of an order's held points, once. */
  settle(orderId: string, type: "SPENT" | "FREED" | "RETURNED"): Promise<void>;
}

interface Held {
  readonly customer_id: string;
  readonly points: bigint;
}

export function createPointsStore(sql: Database): PointsStore {
  return {
    async balance(customerId) {
      const [last] = await sql<{ balance: bigint }[]>`
        select balance from points_ledger where customer_id = ${customerId} order by sequence desc limit 1`;
      return last?.balance ?? WELCOME_POINTS;
    },

    hold: (customerId, orderId, points) =>
      inTurn(sql, customerId, async (tx) => {
        const held = await findHeld(tx, orderId);
        if (held) return held.customer_id === customerId && held.points === points ? "held" : "other";
        await tx`
          insert into points_ledger (customer_id, sequence, type, points, balance)
          values (${customerId}, 1, 'GRANTED', ${String(WELCOME_POINTS)}, ${String(WELCOME_POINTS)})
          on conflict (customer_id, sequence) do nothing`;
        return (await add(tx, customerId, orderId, "HELD", -points)) ? "held" : "too_few";
      }),

    async settle(orderId, type) {
      const held = await findHeld(sql, orderId);
      if (!held) throw new Error(`Order ${orderId} holds no points.`);
      // Held points have left the balance: to spend them changes nothing.
      const change = type === "SPENT" ? 0n : held.points;
      await inTurn(sql, held.customer_id, (tx) => add(tx, held.customer_id, orderId, type, change));
    },
  };
}

/** One change of a customer's points at a time. */
function inTurn<T>(sql: Database, customerId: string, change: (tx: Transaction) => Promise<T>): Promise<T> {
  return sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended(${customerId}, 0))`;
    return await change(tx);
  }) as Promise<T>;
}

async function findHeld(sql: Database | Transaction, orderId: string): Promise<Held | undefined> {
  const [held] = await sql<Held[]>`
    select customer_id, -points as points from points_ledger where order_id = ${orderId} and type = 'HELD'`;
  return held;
}

/** Adds a line after the customer's last one. False: the balance does not suffice, or the order has had that line. */
async function add(
  tx: Transaction,
  customerId: string,
  orderId: string,
  type: string,
  change: bigint,
): Promise<boolean> {
  const rows = await tx`
    insert into points_ledger (customer_id, sequence, type, points, balance, order_id)
    select customer_id, sequence + 1, ${type}, ${String(change)}::bigint, balance + ${String(change)}::bigint, ${orderId}::uuid
    from (select * from points_ledger where customer_id = ${customerId} order by sequence desc limit 1) as last
    where balance + ${String(change)}::bigint >= 0
    on conflict (order_id, type) do nothing
    returning 1`;
  return rows.length === 1;
}
