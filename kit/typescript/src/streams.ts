// The JetStream streams: one a domain, made by whoever needs it first, publisher or consumer, with the same bounds.
import { type JetStreamManager, RetentionPolicy, StorageType } from "@nats-io/jetstream";
import { nanos } from "nats";

const DAY_MS = 86_400_000;

/** Makes sure that the stream of a domain's events ("ordering": stream ORDERING, subjects ordering.>) exists. */
export async function ensureStream(manager: JetStreamManager, domain: string): Promise<string> {
  const name = domain.toUpperCase();
  const config = {
    name,
    subjects: [`${domain}.>`],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    num_replicas: Number(process.env.NATS_REPLICAS ?? 1),
    max_age: nanos(7 * DAY_MS),
    max_bytes: 512 * 1024 * 1024,
    duplicate_window: nanos(120_000),
  };
  await manager.streams.add(config);
  return name;
}

/** Where messages go that a consumer could not handle. */
export const DEAD_LETTERS = "dead";
