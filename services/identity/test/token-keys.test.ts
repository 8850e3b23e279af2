// Token keys that turn every few seconds, at two instances: nobody is ever sent a token that somebody else cannot check.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { openTestBroker, openTestDatabase, testLog } from "@meshmart/kit/testing";
import { spawnMain } from "@meshmart/kit/testing-process";
import { createTokenVerifier, openTokenKeyBucket, type TokenKey } from "@meshmart/kit/token-keys";
import { describe, expect, it, vi } from "vitest";
import { startKeyRotation } from "../src/key-rotation.ts";
import { createTokenKeyStore } from "../src/token-key-store.ts";
import { headerOf, MAIN, newEmail, outcome, PASSWORD, startIdentity } from "./identity.ts";

const TIMES = { rotateMs: 5_000, leadMs: 1_500, tokenMs: 4_000 };
const env = {
  TOKEN_KEY_ROTATE_MS: String(TIMES.rotateMs),
  TOKEN_KEY_LEAD_MS: String(TIMES.leadMs),
  ACCESS_TOKEN_MS: String(TIMES.tokenMs),
};
const modules = { ...EVENT_TABLES, identity: join(import.meta.dirname, "../migrations") };
const broker = await openTestBroker();
const bucket = await openTokenKeyBucket(broker);
const soon = { timeout: 20_000, interval: 50 };

async function publishedKey(kid: string): Promise<TokenKey | undefined> {
  const entry = await bucket.get(kid);
  return entry?.operation === "PUT" ? entry.json<TokenKey>() : undefined;
}

describe("turning keys at two instances", async () => {
  const one = await startIdentity(env);
  const two = await startIdentity(env, one.database);
  const email = newEmail();
  await one.identity.signUp({ email, password: PASSWORD, displayName: "Kim" });
  const newToken = async (at = one) => (await at.identity.signIn({ email, password: PASSWORD })).tokens!.accessToken;
  const kidOf = (token: string) => headerOf(token).kid as string;
  const listed = async (at: typeof one) => (await at.identity.getTokenKeys({})).keys;

  it("publishes what a token can be checked with, in the bucket and as a key set", async () => {
    const token = await newToken();
    const key = await publishedKey(kidOf(token));
    expect(key).toMatchObject({ kty: "OKP", crv: "Ed25519", kid: kidOf(token), alg: "EdDSA", use: "sig" });
    expect(key).not.toHaveProperty("d");
    expect(await listed(two)).toContainEqual(expect.objectContaining(key!));
    const verifier = createTokenVerifier();
    verifier.add(key!);
    expect(verifier.verify(token)).toMatchObject({ iss: "meshmart", role: "customer" });
    const [header, claims, signature] = token.split(".");
    const flipped = `${signature![0] === "A" ? "B" : "A"}${signature!.slice(1)}`;
    expect(await outcome(one.as([header, claims, flipped].join(".")).getMe({}))).toBe("TOKEN_INVALID");
  });

  it("signs with a new key only once everybody could hear of it, and with none that is gone", async () => {
    const firstSeen = new Map<string, number>();
    const firstUsed = new Map<string, number>();
    const until = Date.now() + 3 * TIMES.rotateMs;
    const start = kidOf(await newToken());
    const refusals: string[] = [];
    const changes = await bucket.watch();
    const watching = (async () => {
      for await (const { key } of changes) if (!firstSeen.has(key)) firstSeen.set(key, Date.now());
    })();
    let last: { token: string; at: number } | undefined;
    while (Date.now() < until) {
      for (const at of [one, two]) {
        const token = await newToken(at);
        if (!firstUsed.has(kidOf(token))) firstUsed.set(kidOf(token), Date.now());
        // Whoever signed it, the other one takes it: at once, and as long as it lives.
        for (const held of [token, last && Date.now() - last.at < TIMES.tokenMs - 1_000 ? last.token : token]) {
          refusals.push(await outcome((at === one ? two : one).as(held).getMe({})));
        }
        last ??= { token, at: Date.now() };
        if (Date.now() - last.at > TIMES.tokenMs - 1_000) last = undefined;
      }
    }
    changes.stop();
    await watching;
    expect(new Set(refusals)).toEqual(new Set(["OK"]));
    const turned = [...firstUsed.keys()].filter((kid) => kid !== start);
    expect(turned.length).toBeGreaterThanOrEqual(2);
    for (const kid of turned) expect(firstUsed.get(kid)! - firstSeen.get(kid)!).toBeGreaterThan(TIMES.leadMs / 2);
    const rows = await one.sql<{ created_at: Date }[]>`select created_at from token_keys order by created_at`;
    for (const [index, row] of rows.slice(1).entries()) {
      // Two instances make one key a turn, not one each.
      expect(row.created_at.getTime() - rows[index]!.created_at.getTime()).toBeGreaterThanOrEqual(TIMES.rotateMs);
    }
  }, 60_000);

  it("removes a key everywhere, but not before the last token that it signed has expired", async () => {
    const token = await newToken();
    const expiresAt = Date.now() + TIMES.tokenMs - 1_000;
    const kid = kidOf(token);
    while (await publishedKey(kid)) await sleep(50);
    expect(Date.now()).toBeGreaterThan(expiresAt);
    await vi.waitFor(async () => {
      expect(await one.sql`select 1 from token_keys where kid = ${kid}`).toHaveLength(0);
      for (const at of [one, two]) expect((await listed(at)).map((key) => key.kid)).not.toContain(kid);
    }, soon);
  }, 60_000);

  it("publishes again what the bucket has lost", async () => {
    const kid = kidOf(await newToken());
    await bucket.delete(kid);
    await vi.waitFor(async () => expect(await publishedKey(kid)).toBeDefined(), soon);
  });
});

it("takes no token of a withdrawn key within seconds, anywhere, and signs with another one", async () => {
  const one = await startIdentity();
  const two = await startIdentity({}, one.database);
  const asked = { email: newEmail(), password: PASSWORD, displayName: "Kim" };
  const { accessToken, refreshToken } = (await one.identity.signUp(asked)).tokens!;
  const kid = headerOf(accessToken).kid as string;
  await one.database.owner`update token_keys set withdrawn = true where kid = ${kid}`;
  for (const at of [one, two]) {
    await vi.waitFor(async () => expect(await outcome(at.as(accessToken).getMe({}))).toBe("TOKEN_INVALID"), soon);
    // Its next round hears of it.
    await vi.waitFor(async () => {
      const listed = (await at.identity.getTokenKeys({})).keys.map((key) => key.kid);
      expect(listed).toHaveLength(1);
      expect(listed).not.toContain(kid);
    }, soon);
  }
  const { tokens } = await two.identity.refreshSession({ refreshToken });
  expect(await outcome(one.as(tokens!.accessToken).getMe({}))).toBe("OK");
  expect(await publishedKey(kid)).toBeUndefined();
  expect(await one.sql`select 1 from token_keys`).toHaveLength(1);
});

it("leaves no withdrawn key in the bucket that a slower instance was just publishing", async () => {
  const { sql } = await openTestDatabase(modules);
  const store = createTokenKeyStore(sql, undefined);
  const first = await startKeyRotation({ store, broker, times: TIMES, log: testLog });
  const { kid } = await first.signingKey();
  await first.stop();
  // The slower one has read the table when the key is withdrawn, taken out of the bucket and removed by another.
  const { promise: hasRead, resolve: read } = Promise.withResolvers<void>();
  const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
  let isFirst = true;
  const list = async () => {
    const stored = await store.list();
    if (isFirst) {
      isFirst = false;
      read();
      await mayGoOn;
    }
    return stored;
  };
  const slower = startKeyRotation({ store: { ...store, list }, broker, times: TIMES, log: testLog });
  await hasRead;
  await store.withdraw(kid);
  const other = await startKeyRotation({ store, broker, times: TIMES, log: testLog });
  expect(await publishedKey(kid)).toBeUndefined();
  goOn();
  const rotations = [await slower, other];
  expect(await publishedKey(kid)).toBeUndefined();
  for (const rotation of rotations) {
    expect((await rotation.signingKey()).kid).not.toBe(kid);
    await rotation.stop();
  }
});

it("signs with no key that could not be published", async () => {
  const { sql } = await openTestDatabase(modules);
  const store = createTokenKeyStore(sql, undefined);
  const closed = await openTestBroker();
  await closed.close();
  await expect(startKeyRotation({ store, broker: closed, times: TIMES, log: testLog })).rejects.toThrow();
  const unpublished = (await store.list()).keys;
  expect(unpublished).toMatchObject([{ signFrom: undefined }]);
  const rotation = await startKeyRotation({ store, broker, times: TIMES, log: testLog });
  expect((await rotation.signingKey()).kid).toBe(unpublished[0]!.kid);
  expect(await publishedKey(unpublished[0]!.kid)).toEqual(unpublished[0]!.jwk);
  await rotation.stop();
});

describe("a private key", () => {
  const secret = randomBytes(32).toString("base64");

  it("is sealed where TOKEN_KEY_SECRET is set, and read by every instance that has the same", async () => {
    const one = await startIdentity({ TOKEN_KEY_SECRET: secret });
    const two = await startIdentity({ TOKEN_KEY_SECRET: secret }, one.database);
    const [row] = await one.sql<{ private_key: string }[]>`select private_key from token_keys`;
    expect(row!.private_key).toMatch(/^sealed:[\w-]+$/);
    expect(Buffer.from(row!.private_key.slice(7), "base64url").toString("latin1")).not.toContain("PRIVATE");
    const asked = { email: newEmail(), password: PASSWORD, displayName: "Kim" };
    const { accessToken } = (await two.identity.signUp(asked)).tokens!;
    expect(await outcome(one.as(accessToken).getMe({}))).toBe("OK");
  });

  it.each([
    ["another one", { TOKEN_KEY_SECRET: randomBytes(32).toString("base64") }],
    ["none", {}],
  ])("ends the start with a sentence under %s, that holds neither secret nor key", async (_, other) => {
    const { database } = await startIdentity({ TOKEN_KEY_SECRET: secret });
    const failed = spawnMain(MAIN, { ...database.env, ...other });
    expect(await failed.exited).not.toBe(0);
    expect(failed.output()).toMatch(/sealed with .* TOKEN_KEY_SECRET/);
    for (const hidden of [secret, ...Object.values(other)]) expect(failed.output()).not.toContain(hidden);
    expect(failed.output()).not.toContain("PRIVATE KEY");
  });
});
