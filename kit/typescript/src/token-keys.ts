// Checks access tokens: JWTs that identity signed with Ed25519, by public keys that every process keeps, so no call is made and identity
// may be down. The keys lie in a NATS key-value bucket and are watched; keys that are known stay known while NATS is away.
import { createPublicKey, type JsonWebKey } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type KV, Kvm } from "@nats-io/kv";
import { createDecoder, createVerifier } from "fast-jwt";
import type { NatsConnection } from "./broker.ts";
import { DomainError } from "./errors.ts";
import type { Logger } from "./log.ts";

const BUCKET = "token_keys";
const WATCH_AGAIN_MS = 500;
export const TOKEN_ISSUER = "meshmart";
/** Tokens whose check is remembered until they expire. */
const REMEMBERED = 5_000;
/** Processes' clocks may differ by this much. */
const CLOCK_TOLERANCE_MS = 5_000;

/** What a token says of whoever holds it. */
export interface TokenClaims {
  /** UUID of the customer. */
  readonly sub: string;
  readonly role: "customer" | "staff";
  /** UUID of the session. */
  readonly sid: string;
}

/** A public key as RFC 8037 has it. */
export interface TokenKey {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  readonly kid: string;
  readonly alg: "EdDSA";
  readonly use: "sig";
}

export interface TokenKeys {
  /** The claims of a token. Throws TOKEN_EXPIRED or TOKEN_INVALID. */
  verify(token: string): TokenClaims;
  stop(): void;
}

/** The bucket of public keys: identity writes it, everybody reads it. Whoever comes first makes it. */
export async function openTokenKeyBucket(broker: NatsConnection): Promise<KV> {
  return new Kvm(broker).create(BUCKET, { history: 1 });
}

/** Answers once the keys of this moment are known. */
export async function watchTokenKeys(broker: NatsConnection, log: Logger): Promise<TokenKeys> {
  const keys = createTokenVerifier();
  let stopped = false;
  let stopWatching = () => {};
  let ready = () => {};
  const known = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const take = (kid: string, value: Uint8Array) => {
    try {
      keys.add({ ...JSON.parse(Buffer.from(value).toString()), kid });
    } catch (error) {
      // One entry that is no key may not keep the others from being known.
      log.error({ key: kid, err: error }, "a key of access tokens cannot be read and is left out");
    }
  };
  void (async () => {
    while (!stopped && !broker.isClosed()) {
      try {
        const bucket = await openTokenKeyBucket(broker);
        const entries = await bucket.watch();
        stopWatching = () => entries.stop();
        if ((await bucket.status()).values === 0) ready();
        for await (const { key, operation, value, delta } of entries as AsyncIterable<Change>) {
          if (operation === "PUT") take(key, value);
          else keys.remove(key);
          if (delta === 0) ready();
        }
      } catch (error) {
        log.warn({ err: error }, "could not watch the keys of access tokens; those that are known stay valid");
      }
      if (!stopped) await sleep(WATCH_AGAIN_MS);
    }
  })();
  await known;
  return {
    verify: keys.verify,
    stop() {
      stopped = true;
      stopWatching();
    },
  };
}

/** What @nats-io/kv tells of a change; `delta` counts the changes that are still to come. */
interface Change {
  readonly key: string;
  readonly operation: "PUT" | "DEL" | "PURGE";
  readonly value: Uint8Array;
  readonly delta?: number;
}

type Verifier = (token: string) => unknown;

interface Remembered {
  readonly claims: TokenClaims;
  readonly kid: string;
  /** The key's that it was checked by: a key that is withdrawn takes its tokens along. */
  readonly verifier: Verifier;
  readonly untilMs: number;
}

/**
 * Verifies with the keys that it was given; one library verifier a key. Tokens that were valid are remembered, by themselves: the
 * library's own memory decodes and hashes a token before it looks.
 */
export function createTokenVerifier() {
  const verifiers = new Map<string, Verifier>();
  const decode = createDecoder({ complete: true });
  const remembered = new Map<string, Remembered>();
  const remember = (token: string, known: Remembered) => {
    remembered.set(token, known);
    if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value!);
  };
  return {
    /** Throws when it is no Ed25519 key. */
    add(key: TokenKey): void {
      if (verifiers.has(key.kid)) return;
      const publicKey = createPublicKey({ key: key as unknown as JsonWebKey, format: "jwk" });
      if (publicKey.asymmetricKeyType !== "ed25519")
        throw new Error(`It is a key of the kind ${publicKey.asymmetricKeyType}.`);
      verifiers.set(
        key.kid,
        createVerifier({
          key: publicKey.export({ type: "spki", format: "pem" }),
          algorithms: ["EdDSA"],
          allowedIss: TOKEN_ISSUER,
          requiredClaims: ["sub", "role", "sid", "exp"],
          clockTolerance: CLOCK_TOLERANCE_MS,
        }),
      );
    },
    remove: (kid: string): void => void verifiers.delete(kid),
    verify(token: string): TokenClaims {
      const known = remembered.get(token);
      if (known && verifiers.get(known.kid) === known.verifier && Date.now() < known.untilMs) return known.claims;
      try {
        const { kid = "" } = (decode(token) as { header: { kid?: string } }).header;
        const verifier = verifiers.get(kid);
        if (!verifier) throw new Error(`no key ${kid}`);
        const claims = verifier(token) as TokenClaims & { readonly exp: number };
        remember(token, { claims, kid, verifier, untilMs: claims.exp * 1000 + CLOCK_TOLERANCE_MS });
        return claims;
      } catch (cause) {
        throw (cause as { code?: string }).code === "FAST_JWT_EXPIRED" ? expired(cause) : invalid(cause);
      }
    },
  };
}

function expired(cause: unknown): DomainError {
  const error = new DomainError(
    "unauthenticated",
    "TOKEN_EXPIRED",
    "The access token has expired. Refresh the session.",
  );
  error.cause = cause;
  return error;
}

function invalid(cause: unknown): DomainError {
  const message = "The access token is not valid. Sign in again.";
  const error = new DomainError("unauthenticated", "TOKEN_INVALID", message);
  error.cause = cause;
  return error;
}
