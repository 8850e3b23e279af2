import { generateKeyPairSync } from "node:crypto";
import { createSigner } from "fast-jwt";
import { afterEach, expect, it, vi } from "vitest";
import type { DomainError } from "./errors.ts";
import { createTokenVerifier, TOKEN_ISSUER, type TokenKey } from "./token-keys.ts";

const MINUTE_MS = 60_000;

function newKey(kid: string) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key = { ...publicKey.export({ format: "jwk" }), kid, alg: "EdDSA", use: "sig" } as TokenKey;
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  const sign = createSigner({ key: pem, algorithm: "EdDSA", kid, iss: TOKEN_ISSUER, expiresIn: MINUTE_MS });
  return { key, token: sign({ sub: "c", role: "customer", sid: "s" }) };
}

function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as DomainError).reason;
  }
  return "none";
}

afterEach(() => {
  vi.useRealTimers();
});

it("takes a token again and again, and no longer once it has expired", () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const { key, token } = newKey("k");
  const { add, verify } = createTokenVerifier();
  add(key);
  for (let time = 0; time < 3; time++) expect(verify(token)).toMatchObject({ sub: "c", role: "customer", sid: "s" });
  vi.setSystemTime(Date.now() + MINUTE_MS + 4_000);
  expect(refusalOf(() => verify(token))).toBe("none");
  vi.setSystemTime(Date.now() + 2_000);
  expect(refusalOf(() => verify(token))).toBe("TOKEN_EXPIRED");
});

it("takes no token that it knows once its key is withdrawn, nor when another key has the same name", () => {
  const { key, token } = newKey("k");
  const { add, remove, verify } = createTokenVerifier();
  add(key);
  verify(token);
  remove("k");
  expect(refusalOf(() => verify(token))).toBe("TOKEN_INVALID");
  add(newKey("k").key);
  expect(refusalOf(() => verify(token))).toBe("TOKEN_INVALID");
});
