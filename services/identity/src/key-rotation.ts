// Keeps the token keys turning, from every instance at once: what each round does is decided by the table, and may be done twice. A new
// key is published before it may sign; an old one is marked, then taken out of the bucket, then out of the table, so that a crash in
// between is mended by the next round, whoever runs it. A bucket that was lost is filled again.
import type { NatsConnection } from "@meshmart/kit/broker";
import { DomainError } from "@meshmart/kit/errors";
import type { Logger } from "@meshmart/kit/log";
import { openTokenKeyBucket, type TokenKey } from "@meshmart/kit/token-keys";
import { isDue, keyToSignWith, marginMs, type SigningKey, spentKeys, type TokenKeyTimes } from "./token-key.ts";
import type { TokenKeyStore } from "./token-key-store.ts";

const LONGEST_PAUSE_MS = 5_000;

export interface KeyRotation {
  /** The key to sign with now. What it knows of the table is never so old that the key may have been removed. */
  signingKey(): Promise<SigningKey>;
  /** Every key that a valid token may be signed with. */
  publicKeys(): Promise<readonly TokenKey[]>;
  stop(): Promise<void>;
}

export interface KeyRotationOptions {
  readonly store: TokenKeyStore;
  readonly broker: NatsConnection;
  readonly times: TokenKeyTimes;
  readonly log: Logger;
}

/** Answers once there is a key to sign with; throws when that cannot be. */
export async function startKeyRotation({ store, broker, times, log }: KeyRotationOptions): Promise<KeyRotation> {
  let keys: readonly SigningKey[] = [];
  let loadedAt = 0;
  const load = async () => {
    const startedAt = Date.now();
    const loaded = await store.list();
    keys = loaded.keys;
    loadedAt = startedAt;
    return loaded;
  };
  const loadIfOld = async () => {
    if (Date.now() - loadedAt > marginMs(times) / 2) await load();
  };
  const round = async () => {
    const { now, withdrawn } = await load();
    if (isDue(keys, now, times)) {
      if (await store.addIfDue(times)) log.info("a token key is made");
      await load();
    }
    const bucket = await openTokenKeyBucket(broker);
    const spent = spentKeys(keys, now, times).map(({ kid }) => kid);
    for (const { kid, jwk, signFrom } of keys) {
      if (spent.includes(kid)) continue;
      const value = JSON.stringify(jwk);
      const entry = await bucket.get(kid);
      if (entry?.operation !== "PUT" || entry.string() !== value) {
        await bucket.put(kid, value);
        // Another instance may have taken it out meanwhile, as it was marked after we looked: then it must not come back.
        if (!(await store.isLive(kid))) await bucket.delete(kid);
      }
      if (signFrom !== undefined) continue;
      await store.published(kid, times.leadMs);
      log.info({ kid }, "a token key is published");
    }
    for (const kid of spent) await store.withdraw(kid);
    for (const kid of [...spent, ...withdrawn]) {
      await bucket.delete(kid);
      await store.remove(kid);
      log.info({ kid, withdrawn: withdrawn.includes(kid) }, "a token key is removed");
    }
    await load();
  };

  await round();
  const pauseMs = Math.min(LONGEST_PAUSE_MS, times.leadMs / 2);
  let stopping = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const schedule = () => {
    timer = setTimeout(() => {
      running = round()
        .catch((error) => {
          if (!stopping) log.warn({ err: error }, "token keys could not be looked after; the next round tries again");
        })
        .then(() => {
          if (!stopping) schedule();
        });
    }, pauseMs);
  };
  schedule();
  return {
    async signingKey() {
      await loadIfOld();
      const key = keyToSignWith(keys, Date.now());
      if (!key) throw noKey();
      return key;
    },
    async publicKeys() {
      await loadIfOld();
      return keys.map(({ jwk }) => jwk);
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** Somebody has emptied the table; the next round mends it. */
function noKey(): DomainError {
  const message = "There is no key to sign access tokens with at the moment. Try again in a moment.";
  return new DomainError("unavailable", "TOKEN_KEY_MISSING", message);
}
