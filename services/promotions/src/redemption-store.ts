// Redemptions in PostgreSQL. Calls that come at the same time are settled in one transaction (settlement.ts), each by itself.
import { createBatcher } from "@meshmart/kit/batcher";
import { currentCall } from "@meshmart/kit/call-context";
import type { Database } from "@meshmart/kit/database";
import type { Money } from "@meshmart/kit/money";
import { type Redemption, redeem, release, type Wish } from "./redemption.ts";
import { type Call, type Outcome, settle } from "./settlement.ts";

const MAX_BATCH = 50;

export interface RedemptionStore {
  /** Answers with what the order's coupon takes off. */
  redeem(wish: Wish, now: Date): Promise<Money>;
  release(orderId: string): Promise<void>;
}

/** `onCommit` is called after each commit that appended events. */
export function createRedemptionStore(sql: Database, onCommit: () => void): RedemptionStore {
  const settleTogether = createBatcher<Call, Outcome>(async (calls) => {
    const { outcomes, hasEvents } = await settle(sql, calls);
    if (hasEvents) onCommit();
    return outcomes;
  }, MAX_BATCH);
  const carryOut = async (call: Omit<Call, "context">): Promise<Redemption> => {
    const outcome = await settleTogether({ ...call, context: currentCall() });
    if ("refusal" in outcome) throw outcome.refusal;
    return outcome.redemption;
  };

  return {
    async redeem(wish, now) {
      const { orderId } = wish;
      const after = await carryOut({ orderId, wish, decide: (held, lookup) => redeem(wish, held, lookup, now) });
      // A tombstone would have refused.
      return (after as Extract<Redemption, Wish>).discount;
    },
    async release(orderId) {
      await carryOut({ orderId, wish: undefined, decide: (held) => release(orderId, held) });
    },
  };
}
