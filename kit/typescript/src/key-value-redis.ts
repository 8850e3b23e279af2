// The key-value port on Redis: one string a key, the revision (a UUID) in front of the value, an expiry set by each write. Compare-
// and-set is a script, so nothing comes between its two steps. While Redis is away every operation fails at once, none waits in a
// queue; it is dialled again every two seconds at most.
import { randomUUID } from "node:crypto";
import { createClient } from "redis";
import type { KeyValueStore } from "./key-value.ts";
import { KEY_VALUE_DEADLINE_MS, keyValueUnavailable, within } from "./key-value-limits.ts";

const MAX_COMMANDS_WAITING = 10_000;
const RECONNECT_MS = { first: 50, longest: 2_000 };
const FIRST_CONNECT_MS = 10_000;
/** A line that was cut without a word is noticed, and dialled again, within this time and the deadline. */
const CHECK_EVERY_MS = 5_000;
const REVISION_LENGTH = 36;

const UPDATE = `
local current = redis.call('GET', KEYS[1])
if not current or string.sub(current, 1, ${REVISION_LENGTH}) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

const DELETE = `
local current = redis.call('GET', KEYS[1])
if not current or string.sub(current, 1, ${REVISION_LENGTH}) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

export interface RedisKeyValueOptions {
  /** redis://[[username]:password@]host:port[/database], rediss:// for TLS. */
  readonly url: string;
  readonly bucket: string;
  readonly ttlMs: number;
}

/** Answers once Redis has; throws when it has not within ten seconds. */
export async function openRedisKeyValueStore({ url, bucket, ttlMs }: RedisKeyValueOptions): Promise<KeyValueStore> {
  // The address may hold a password: no error repeats it.
  if (!URL.canParse(url) || !/^rediss?:/.test(url)) throw new Error("REDIS_URL must be like redis://127.0.0.1:6379.");
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_COMMANDS_WAITING,
    socket: {
      connectTimeout: KEY_VALUE_DEADLINE_MS,
      reconnectStrategy: (retries) => Math.min(RECONNECT_MS.first * 2 ** Math.min(retries, 10), RECONNECT_MS.longest),
    },
  });
  // Each operation tells its own caller; without a listener the process would end.
  let lastError: Error | undefined;
  client.on("error", (error: Error) => {
    lastError = error;
  });
  await within(FIRST_CONNECT_MS, client.connect()).catch((thrown) => {
    client.destroy();
    const cause: Error = lastError ?? thrown;
    const advice = "Start it, set REDIS_URL right, or unset it to use NATS";
    throw new Error(`Redis at ${new URL(url).host} does not let us in. ${advice}. (${cause.message})`, { cause });
  });

  const checking = setInterval(async () => {
    if (!client.isReady) return;
    try {
      await within(KEY_VALUE_DEADLINE_MS, client.ping());
    } catch {
      // Whoever waits for an answer is told now. Dialling goes on until it succeeds, and tells `lastError` meanwhile.
      if (!client.isOpen) return;
      client.destroy();
      client.connect().catch(() => {});
    }
  }, CHECK_EVERY_MS);

  const run = async <T>(command: Promise<T>): Promise<T> => {
    try {
      return await within(KEY_VALUE_DEADLINE_MS, command);
    } catch (error) {
      throw keyValueUnavailable("Redis", error);
    }
  };
  const name = (key: string) => `${bucket}:${key}`;
  const written = (value: string) => {
    const revision = randomUUID();
    return { revision, text: revision + value };
  };
  const expiration = { type: "PX", value: ttlMs } as const;

  return {
    async get(key) {
      const text = await run(client.get(name(key)));
      if (text === null) return undefined;
      return { value: text.slice(REVISION_LENGTH), revision: text.slice(0, REVISION_LENGTH) };
    },
    async create(key, value) {
      const { revision, text } = written(value);
      const answer = await run(client.set(name(key), text, { expiration, condition: "NX" }));
      return answer === null ? undefined : revision;
    },
    async put(key, value) {
      const { revision, text } = written(value);
      await run(client.set(name(key), text, { expiration }));
      return revision;
    },
    async update(key, value, revision) {
      const next = written(value);
      const args = { keys: [name(key)], arguments: [revision, next.text, String(ttlMs)] };
      return (await run(client.eval(UPDATE, args))) === 1 ? next.revision : undefined;
    },
    async delete(key, revision) {
      if (revision === undefined) return (await run(client.del(name(key)))) === 1;
      return (await run(client.eval(DELETE, { keys: [name(key)], arguments: [revision] }))) === 1;
    },
    async close() {
      clearInterval(checking);
      if (client.isOpen) client.destroy();
    },
  };
}
