// Orders that keep coming, as a busy shop has them, while a test disturbs the mesh.
import { cards, insistOnOrder } from "./shop.ts";

export interface Load {
  /** Orders accepted so far. */
  readonly orderIds: readonly string[];
  /** Stops asking for more, and waits for the answers that are due. Throws if an order was refused for no reason of its own. */
  stop(): Promise<void>;
}

/** Between two orders of a customer: so that a test on a small machine measures faults, and not how long a queue takes. */
const PAUSE_MS = 50;

/** Customers that order one after the other; each tenth card is declined, so that compensation is always under way too. */
export function startOrders(customers = 4): Load {
  const orderIds: string[] = [];
  let stopping = false;
  let count = 0;
  const customer = async () => {
    while (!stopping) {
      const card = ++count % 10 === 0 ? cards.declined : cards.good;
      orderIds.push(await insistOnOrder({ card }));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  const done = Promise.all(Array.from({ length: customers }, customer));
  // Reported by `stop`; until then a failure must not end the test run.
  done.catch(() => {});
  return {
    orderIds,
    async stop() {
      stopping = true;
      await done;
    },
  };
}

export interface Reads {
  /** Waits for the answers that are due at this moment. */
  caughtUp(): Promise<void>;
  stop(): Promise<{ asked: number; failed: unknown[] }>;
}

/** Asks again and again, `perSecond` times a second, until told to stop; answers with what was no success. */
export function startReads(read: () => Promise<{ status: number }>, perSecond = 50): Reads {
  const failed: unknown[] = [];
  const pending = new Set<Promise<void>>();
  let asked = 0;
  const timer = setInterval(() => {
    asked++;
    const one = read()
      .then((answer) => {
        if (answer.status !== 200) failed.push(answer);
      })
      .catch((error: unknown) => {
        failed.push(error);
      })
      .finally(() => pending.delete(one));
    pending.add(one);
  }, 1000 / perSecond);
  return {
    async caughtUp() {
      await Promise.all(pending);
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(pending);
      return { asked, failed };
    },
  };
}
