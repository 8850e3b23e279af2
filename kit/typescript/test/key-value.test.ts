// One suite, run against each store that can be behind the key-value port, with real servers.
import { randomUUID } from "node:crypto";
import { type KeyValueStore, openKeyValueStore } from "@meshmart/kit/key-value";
import { atEnd, openTestBroker } from "@meshmart/kit/testing";
import { redisMissing, startTestRedis } from "@meshmart/kit/testing-redis";
import { beforeAll, describe, expect, inject, it, vi } from "vitest";
import { startProxy } from "./tcp-proxy.ts";

const broker = await openTestBroker();
const TTL_MS = 60_000;
const soon = { timeout: 15_000, interval: 50 };

interface Kind {
  readonly name: string;
  readonly missing?: string | undefined;
  /** Of a Redis; empty for NATS. */
  url(): Promise<string>;
}

const kinds: Kind[] = [
  { name: "NATS", url: async () => "" },
  { name: "Redis", missing: redisMissing(), url: async () => (await startTestRedis()).url },
];

for (const kind of kinds) {
  if (kind.missing) console.warn(`Skipped, ${kind.missing}.`);
  describe.skipIf(kind.missing)(`a key-value store on ${kind.name}`, () => {
    let redisUrl: string;
    let store: KeyValueStore;
    const open = async (bucket: string, ttlMs = TTL_MS) => {
      const opened = await openKeyValueStore({ broker, bucket, ttlMs, redisUrl });
      atEnd(() => opened.close());
      return opened;
    };
    beforeAll(async () => {
      redisUrl = await kind.url();
      store = await open(`test_${randomUUID()}`);
    });
    const newKey = () => `customer.${randomUUID()}`;

    it("reads what was written, and nothing where nothing was", async () => {
      const key = newKey();
      expect(await store.get(key)).toBeUndefined();
      const first = await store.put(key, "tea, très bon 🍵");
      expect(await store.get(key)).toEqual({ value: "tea, très bon 🍵", revision: first });
      const second = await store.put(key, "");
      expect(second).not.toBe(first);
      expect(await store.get(key)).toEqual({ value: "", revision: second });
    });

    it("creates a key once, and again after it was deleted", async () => {
      const key = newKey();
      const first = await store.create(key, "one");
      expect(first).toBeDefined();
      expect(await store.create(key, "two")).toBeUndefined();
      expect(await store.get(key)).toEqual({ value: "one", revision: first });
      expect(await store.delete(key)).toBe(true);
      expect(await store.get(key)).toBeUndefined();
      const again = await store.create(key, "three");
      expect(await store.get(key)).toEqual({ value: "three", revision: again });
    });

    it("refuses an update on top of another revision, of a deleted key, and of one that was made again", async () => {
      const key = newKey();
      const first = await store.put(key, "one");
      const second = await store.update(key, "two", first);
      expect(second).toBeDefined();
      expect(await store.update(key, "lost", first)).toBeUndefined();
      expect(await store.get(key)).toEqual({ value: "two", revision: second });
      await store.delete(key);
      expect(await store.update(key, "lost", second!)).toBeUndefined();
      await store.create(key, "three");
      for (const old of [first, second!]) expect(await store.update(key, "lost", old)).toBeUndefined();
      expect((await store.get(key))?.value).toBe("three");
    });

    it("deletes only the revision that was meant, says whether it did, and may be asked twice", async () => {
      const key = newKey();
      expect(await store.delete(key)).toBe(false);
      const first = await store.put(key, "one");
      const second = await store.put(key, "two");
      expect(await store.delete(key, first)).toBe(false);
      expect((await store.get(key))?.value).toBe("two");
      expect(await store.delete(key, second)).toBe(true);
      expect(await store.delete(key, second)).toBe(false);
      expect(await store.get(key)).toBeUndefined();
    });

    it("lets one of fifty create a key, and one of fifty delete it", async () => {
      const key = newKey();
      const created = await Promise.all(Array.from({ length: 50 }, (_, index) => store.create(key, `${index}`)));
      expect(created.filter((revision) => revision !== undefined)).toHaveLength(1);
      const deleted = await Promise.all(Array.from({ length: 50 }, () => store.delete(key)));
      expect(deleted.filter(Boolean)).toHaveLength(1);
    });

    it("loses none of a hundred increments at once by compare-and-set, from two processes' connections", async () => {
      const key = newKey();
      const bucket = `test_${randomUUID()}`;
      const stores = [await open(bucket), await open(bucket)];
      await stores[0]!.put(key, "0");
      const increment = async (mine: KeyValueStore) => {
        for (;;) {
          const { value, revision } = (await mine.get(key))!;
          if (await mine.update(key, String(Number(value) + 1), revision)) return;
        }
      };
      await Promise.all(Array.from({ length: 100 }, (_, index) => increment(stores[index % 2]!)));
      expect((await stores[0]!.get(key))?.value).toBe("100");
    });

    it("forgets an entry once its time after the last write is over, and it can be created again", async () => {
      const brief = await open(`test_${randomUUID()}`, 1_500);
      const [kept, left] = [newKey(), newKey()];
      let revision = await brief.put(kept, "one");
      await brief.put(left, "one");
      const until = Date.now() + 3_000;
      while (Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        const next = await brief.update(kept, "still here", revision);
        expect(next).toBeDefined();
        revision = next!;
      }
      await vi.waitFor(async () => expect(await brief.get(left)).toBeUndefined(), soon);
      expect(await brief.create(left, "two")).toBeDefined();
      await vi.waitFor(async () => expect(await brief.get(kept)).toBeUndefined(), soon);
      expect(await brief.update(kept, "too late", revision)).toBeUndefined();
    });

    it("keeps buckets apart", async () => {
      const key = newKey();
      const other = await open(`test_${randomUUID()}`);
      await store.put(key, "mine");
      expect(await other.get(key)).toBeUndefined();
      expect(await other.create(key, "theirs")).toBeDefined();
      expect((await store.get(key))?.value).toBe("mine");
    });

    it("refuses keys and values that another store could not hold", async () => {
      for (const key of ["", "a b", "a*", ">", ".a", "a.", "a..b", "é", "a:b", "x".repeat(201)]) {
        await expect(store.put(key, "")).rejects.toThrow("is no key");
      }
      await store.put("A-z_0.9", "");
      await store.put("x".repeat(200), "x".repeat(512 * 1024));
      expect((await store.get("x".repeat(200)))?.value).toHaveLength(512 * 1024);
      await expect(store.put("large", "é".repeat(256 * 1024 + 1))).rejects.toThrow("bytes; 524288 fit");
    });

    /** A store of its own whose line to the server can be cut. */
    const openThroughProxy = async () => {
      const proxy = await startProxy(redisUrl || inject("natsUrl"));
      const own = await openKeyValueStore({
        broker: redisUrl ? broker : await openTestBroker(`nats://127.0.0.1:${proxy.port}`),
        bucket: `test_${randomUUID()}`,
        ttlMs: TTL_MS,
        redisUrl: redisUrl && `redis://127.0.0.1:${proxy.port}`,
      });
      atEnd(() => own.close());
      return { proxy, own };
    };
    const expectUnavailable = async (operation: Promise<unknown>) => {
      const began = Date.now();
      await expect(operation).rejects.toMatchObject({
        situation: "unavailable",
        reason: "KEY_VALUE_STORE_UNAVAILABLE",
        message: expect.stringContaining(kind.name),
      });
      expect(Date.now() - began).toBeLessThan(2_500);
    };

    it("says within seconds that the server is away, and goes on when it is back", async () => {
      const { proxy, own } = await openThroughProxy();
      const revision = await own.put("key", "before");
      proxy.cut();
      await Promise.all([
        expectUnavailable(own.get("key")),
        expectUnavailable(own.create("other", "")),
        expectUnavailable(own.put("key", "before")),
        expectUnavailable(own.update("key", "", revision)),
        expectUnavailable(own.delete("key", "1")),
      ]);
      proxy.restore();
      await vi.waitFor(async () => expect(await own.put("key", "after")).toBeDefined(), soon);
      expect((await own.get("key"))?.value).toBe("after");
    });

    it("notices a line that was cut without a word, and dials again", async () => {
      const { proxy, own } = await openThroughProxy();
      await own.put("key", "before");
      proxy.mute();
      await expectUnavailable(own.get("key"));
      await vi.waitFor(async () => expect((await own.get("key"))?.value).toBe("before"), { timeout: 20_000 });
    });
  });
}

describe("a start without Redis", () => {
  const refusal = async (redisUrl: string): Promise<string> => {
    const opening = openKeyValueStore({ broker, bucket: "x", ttlMs: TTL_MS, redisUrl });
    const error: Error = await opening.then(
      () => Promise.reject(new Error("It opened.")),
      (thrown) => thrown,
    );
    return error.message;
  };

  it("names the server and the reason, and not its password", async () => {
    const message = await refusal("redis://:sesame@127.0.0.1:1");
    expect(message).toMatch(/Redis at 127\.0\.0\.1:1 does not let us in.*ECONNREFUSED/);
    expect(message).not.toContain("sesame");
  }, 20_000);

  it.each(["127.0.0.1:6379", "http://:sesame@127.0.0.1", "redis//:sesame@"])(
    "refuses the address %s at once",
    async (url) => {
      expect(await refusal(url)).toBe("REDIS_URL must be like redis://127.0.0.1:6379.");
    },
  );
});
