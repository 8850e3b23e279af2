// Refresh tokens: whose session it is, 256 random bits, and a tag that only the session's family key makes. By the tag a token that was
// given out once and is used up is told from one that somebody made up: the former ends the session, the latter must not. Pure, but
// for the randomness.
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const UUID_BYTES = 16;
const SECRET_BYTES = 32;
const TAG_BYTES = 16;
const TAGGED_BYTES = 2 * UUID_BYTES + SECRET_BYTES;

export interface RefreshTokenOwner {
  readonly customerId: string;
  readonly sessionId: string;
}

/** Opaque to clients: base64url, 107 characters. `familyKey` is the session's, base64url. */
export function newRefreshToken({ customerId, sessionId }: RefreshTokenOwner, familyKey: string): string {
  const tagged = Buffer.concat([bytesOf(customerId), bytesOf(sessionId), randomBytes(SECRET_BYTES)]);
  return Buffer.concat([tagged, tagOf(tagged, familyKey)]).toString("base64url");
}

/** Whose it says that it is; undefined for what is no refresh token. */
export function ownerOf(token: string): RefreshTokenOwner | undefined {
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length !== TAGGED_BYTES + TAG_BYTES || bytes.toString("base64url") !== token) return undefined;
  return {
    customerId: uuidOf(bytes.subarray(0, UUID_BYTES)),
    sessionId: uuidOf(bytes.subarray(UUID_BYTES, 2 * UUID_BYTES)),
  };
}

/** Whether it was given out for the session with that key, at any time. */
export function isOfFamily(token: string, familyKey: string): boolean {
  const bytes = Buffer.from(token, "base64url");
  const tag = bytes.subarray(TAGGED_BYTES);
  return tag.length === TAG_BYTES && timingSafeEqual(tag, tagOf(bytes.subarray(0, TAGGED_BYTES), familyKey));
}

/** What is stored of a token. */
export function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** A key that only who holds the token can make. */
export function keyFrom(token: string): Buffer {
  return createHmac("sha256", "meshmart successor").update(token).digest();
}

export function newFamilyKey(): string {
  return randomBytes(32).toString("base64url");
}

function tagOf(tagged: Buffer, familyKey: string): Buffer {
  return createHmac("sha256", Buffer.from(familyKey, "base64url")).update(tagged).digest().subarray(0, TAG_BYTES);
}

function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll("-", ""), "hex");
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
