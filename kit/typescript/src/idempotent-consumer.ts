// Consumes other services' events without a database: at least once from the broker (deliveries.ts), and the handler's own store must
// know what it has handled already. Events with the same key are handled one after the other, those of different keys side by side.
import type { DescMessage } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { type Consumer, type ConsumerSetup, type Delivery, startDeliveries, withEvent } from "./deliveries.ts";
import { DomainError } from "./errors.ts";
import type { ReceivedEvent } from "./events.ts";

const TRANSIENT: ReadonlySet<Code> = new Set([Code.Unavailable, Code.DeadlineExceeded, Code.Aborted]);

export interface IdempotentHandler {
  readonly schema: DescMessage;
  readonly handle: (event: ReceivedEvent) => Promise<void>;
}

/** Handles events of one type, one at a time. Handling one again must change nothing. */
export function onEach<S extends DescMessage>(
  schema: S,
  handle: (event: ReceivedEvent<S>) => Promise<void>,
): IdempotentHandler {
  return { schema, handle: handle as IdempotentHandler["handle"] };
}

export interface IdempotentConsumerOptions extends ConsumerSetup {
  readonly handlers: readonly IdempotentHandler[];
}

/** All handlers of one consumer must be of events of one domain: their order is kept among those with the same key. */
export function startIdempotentConsumer(options: IdempotentConsumerOptions): Consumer {
  return startDeliveries({ ...options, handle: handleAll, isTransient });
}

async function handleAll(deliveries: readonly Delivery<IdempotentHandler>[]): Promise<void> {
  const runs = Map.groupBy(deliveries, ({ key }) => key);
  const results = await Promise.allSettled([...runs.values()].map(handleRun));
  // Not before all have ended: what is handled again must not meet itself.
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

async function handleRun(run: readonly Delivery<IdempotentHandler>[]): Promise<void> {
  for (const { handler, event } of run) await withEvent(event, () => handler.handle(event));
}

/** The store or a service was away, or somebody else wrote too often: the event is not to blame. */
function isTransient(error: unknown): boolean {
  if (error instanceof DomainError) return error.situation === "unavailable" || error.situation === "conflict";
  return error instanceof ConnectError && TRANSIENT.has(error.code);
}
