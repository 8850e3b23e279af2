// Announces this instance in the registry: a NATS key-value bucket that discovery watches. The entry is a lease, renewed each second:
// an instance that dies is forgotten when it lapses, one that leaves takes its entry along. While NATS is away, discovery keeps what
// it knows; the entry is put again as soon as NATS is back, even if the bucket itself was lost.
import { type KV, Kvm } from "@nats-io/kv";
import type { NatsConnection } from "./broker.ts";
import type { Logger } from "./log.ts";

const BUCKET = "registry";
const BUCKET_TTL_MS = 10_000;
const RENEW_MS = 1_000;

/** What the registry holds of an instance, as JSON. */
export interface Announcement {
  readonly service: string;
  readonly instance: string;
  /** "host:port" of the gRPC server (of the HTTP server, for the gateway). */
  readonly address: string;
  readonly adminAddress: string;
  readonly pid: number;
  readonly language: string;
  readonly startedAt: string;
}

export interface Registration {
  /** Removes the entry: discovery stops sending calls here at once. */
  leave(): Promise<void>;
}

export async function openRegistry(broker: NatsConnection): Promise<KV> {
  return new Kvm(broker).create(BUCKET, { history: 1, ttl: BUCKET_TTL_MS });
}

export async function announce(broker: NatsConnection, announcement: Announcement, log: Logger): Promise<Registration> {
  const key = `${announcement.service}.${announcement.instance}`;
  const value = JSON.stringify(announcement);
  let bucket = await openRegistry(broker);
  await bucket.put(key, value);
  let left = false;
  let renewing: Promise<void> = Promise.resolve();
  const renew = async () => {
    if (left || broker.isClosed()) return;
    try {
      await bucket.put(key, value);
    } catch (error) {
      // NATS is away, or came back without the bucket. The next second tries again.
      log.debug({ err: error }, "announcement not renewed");
      bucket = await openRegistry(broker).catch(() => bucket);
    }
  };
  const timer = setInterval(() => {
    renewing = renewing.then(renew);
  }, RENEW_MS);
  return {
    async leave() {
      left = true;
      clearInterval(timer);
      await renewing;
      await bucket
        .delete(key)
        .catch((error) => log.warn({ err: error }, "could not leave the registry; the lease will lapse"));
    },
  };
}
