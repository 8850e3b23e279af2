// Access tokens for tests: signed as identity signs them, with a key of their own that is published where every process looks for keys.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createSigner } from "fast-jwt";
import type { NatsConnection } from "./broker.ts";
import { openTokenKeyBucket, TOKEN_ISSUER, type TokenKey } from "./token-keys.ts";

const LIFETIME_MS = 300_000;

export interface TestTokens {
  /** A token that is valid for five minutes, or has expired where `ageMs` says that it is older. */
  of(customerId: string, role?: "customer" | "staff", ageMs?: number): string;
}

export async function createTestTokens(broker: NatsConnection): Promise<TestTokens> {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const kid = `test-${randomUUID()}`;
  const key = { ...publicKey.export({ format: "jwk" }), kid, alg: "EdDSA", use: "sig" } as TokenKey;
  await (await openTokenKeyBucket(broker)).put(kid, JSON.stringify(key));
  return signerOf(kid, privateKey.export({ type: "pkcs8", format: "pem" }) as string);
}

function signerOf(kid: string, pem: string): TestTokens {
  return {
    of(customerId, role = "customer", ageMs = 0) {
      const iat = Math.floor((Date.now() - ageMs) / 1000);
      const sign = createSigner({ key: pem, algorithm: "EdDSA", kid, iss: TOKEN_ISSUER });
      return sign({ sub: customerId, role, sid: randomUUID(), iat, exp: iat + LIFETIME_MS / 1000 });
    },
  };
}
