// Tells other services of products that were not written through this service: those of the migrations. Each version is told by whoever
// writes it first into `published_version`, so that any number of instances may start at once.
import type { Database } from "@meshmart/kit/database";
import type { Logger } from "@meshmart/kit/log";
import { appendEvents } from "@meshmart/kit/outbox";
import { productChangedEvent } from "./product-events.ts";

const BATCH = 500;
const RETRY_PAUSE_MS = 1_000;

/** Works until nothing is behind, in the background of the start. `onCommit` is called after each batch. */
export function publishUnpublished(options: { sql: Database; onCommit: () => void; log: Logger }): {
  stop(): Promise<void>;
} {
  const { sql, onCommit, log } = options;
  const stopping = new AbortController();
  const work = async () => {
    while (!stopping.signal.aborted) {
      try {
        if ((await publishBatch(sql)) === 0) return;
        onCommit();
      } catch (error) {
        log.warn({ err: error }, "products could not be told of; it is tried again");
        await pause(RETRY_PAUSE_MS, stopping.signal);
      }
    }
  };
  const running = work();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Answers how many it told of. Products that somebody else is about to tell of, or to write, are theirs. */
export async function publishBatch(sql: Database): Promise<number> {
  return await sql.begin(async (tx) => {
    const behind = await tx<{ productId: string; title: string; category: string; version: bigint }[]>`
      select product_id as "productId", title, category, version from products where published_version < version
      order by product_id limit ${BATCH} for update skip locked`;
    if (behind.length === 0) return 0;
    await tx`
      with event as (${appendEvents(tx, behind.map(productChangedEvent))})
      update products set published_version = version where product_id = any(${behind.map((row) => row.productId)}::uuid[])`;
    return behind.length;
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
