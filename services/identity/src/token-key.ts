// The life of a token key: made, published, used once everybody has had time to hear of it, followed by a newer one, and removed when
// the last token that it signed has expired. Pure.
import type { TokenKey } from "@meshmart/kit/token-keys";

export interface TokenKeyTimes {
  /** How old the newest key may become. */
  readonly rotateMs: number;
  /** How long a key is published before the first token is signed with it. */
  readonly leadMs: number;
  /** How long an access token lives. */
  readonly tokenMs: number;
}

/** Times in milliseconds since the epoch, by the database's clock. */
export interface SigningKey {
  readonly kid: string;
  readonly jwk: TokenKey;
  /** PKCS #8 as PEM. */
  readonly privateKey: string;
  readonly createdAt: number;
  /** Undefined until it is published. */
  readonly signFrom: number | undefined;
}

/** For clocks that differ, and tokens that are being signed: a fifth of a token's life, a minute of five. */
export function marginMs({ tokenMs }: TokenKeyTimes): number {
  return tokenMs / 5;
}

/** Whether a new key is to be made. */
export function isDue(
  keys: readonly Pick<SigningKey, "createdAt">[],
  now: number,
  { rotateMs }: TokenKeyTimes,
): boolean {
  return keys.every(({ createdAt }) => createdAt + rotateMs <= now);
}

/** The newest key whose time has come; before the very first one's, that one. Undefined when none is published. */
export function keyToSignWith(keys: readonly SigningKey[], now: number): SigningKey | undefined {
  const published = keys
    .filter(({ signFrom }) => signFrom !== undefined)
    .sort((a, b) => b.signFrom! - a.signFrom! || b.createdAt - a.createdAt);
  return published.find(({ signFrom }) => signFrom! <= now) ?? published.at(-1);
}

/** Those that signed their last token so long ago that it has expired. */
export function spentKeys(keys: readonly SigningKey[], now: number, times: TokenKeyTimes): readonly SigningKey[] {
  const newest = keyToSignWith(keys, now - times.tokenMs - marginMs(times));
  if (newest?.signFrom === undefined || newest.signFrom > now - times.tokenMs - marginMs(times)) return [];
  return keys.filter(({ signFrom }) => signFrom !== undefined && signFrom < newest.signFrom!);
}
