// A key-value store with expiry and compare-and-set, behind one port: sessions and carts live in it. A write that was answered is
// seen by every later read; of two writers on top of the same revision one wins. What it cannot do it says within two seconds.
import type { NatsConnection } from "./broker.ts";
import { checkedKey, checkedValue } from "./key-value-limits.ts";
import { openNatsKeyValueStore } from "./key-value-nats.ts";
import { openRedisKeyValueStore } from "./key-value-redis.ts";

export interface KeyValueEntry {
  readonly value: string;
  /** Names this write of this key, and no other one: not even after the key was deleted and made again. */
  readonly revision: string;
}

/**
 * Every operation rejects with "unavailable" (KEY_VALUE_STORE_UNAVAILABLE) when the store does not answer. Whether a write that was
 * not answered took place is unknown, as with any remote call: read again before deciding.
 */
export interface KeyValueStore {
  get(key: string): Promise<KeyValueEntry | undefined>;
  /** Its revision; undefined when the key is there already. */
  create(key: string, value: string): Promise<string | undefined>;
  put(key: string, value: string): Promise<string>;
  /** Only on top of that revision; undefined when another one is there. */
  update(key: string, value: string, revision: string): Promise<string | undefined>;
  /** With a revision: only that one. False when it was not deleted. Repeating it is harmless. */
  delete(key: string, revision?: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface KeyValueOptions {
  readonly broker: NatsConnection;
  /** Keeps one use apart from the others: letters, digits, `-` and `_`. */
  readonly bucket: string;
  /** An entry is gone this long after its last write. */
  readonly ttlMs: number;
  /** Redis at this address instead of NATS; default REDIS_URL. */
  readonly redisUrl?: string | undefined;
}

/**
 * JetStream KV, or Redis where REDIS_URL is set. An entry is gone `ttlMs` after its last write. Keys: letters, digits, `-`, `_`, and
 * `.` between them, at most 200 characters; values: at most 512 KiB.
 */
export async function openKeyValueStore(options: KeyValueOptions): Promise<KeyValueStore> {
  const { broker, bucket, ttlMs, redisUrl = process.env.REDIS_URL } = options;
  const store = redisUrl
    ? await openRedisKeyValueStore({ url: redisUrl, bucket, ttlMs })
    : await openNatsKeyValueStore({ broker, bucket, ttlMs });
  return withinLimits(store);
}

/** The same limits whatever the store: what works on one works on the other. */
function withinLimits(store: KeyValueStore): KeyValueStore {
  return {
    get: async (key) => store.get(checkedKey(key)),
    create: async (key, value) => store.create(checkedKey(key), checkedValue(key, value)),
    put: async (key, value) => store.put(checkedKey(key), checkedValue(key, value)),
    update: async (key, value, revision) => store.update(checkedKey(key), checkedValue(key, value), revision),
    delete: async (key, revision) => store.delete(checkedKey(key), revision),
    close: () => store.close(),
  };
}
