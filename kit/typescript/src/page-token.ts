// Page tokens: where the next page begins, opaque to callers. Keyset pagination: the token holds the last row's sort key, so pages
// neither skip nor repeat when rows are added, and the last page costs what the first does.
import { DomainError } from "./errors.ts";

const DEFAULT_PAGE_SIZE = 20;

export function pageSizeOf(requested: number): number {
  return requested === 0 ? DEFAULT_PAGE_SIZE : requested;
}

export function encodePageToken(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ISO_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** What a part of a sort key may be: what SQL can cast to its column's type. */
export const keyParts = {
  text: (part: string) => !part.includes("\0"),
  uuid: (part: string) => UUID.test(part),
  time: (part: string) => ISO_TIME.test(part) && !Number.isNaN(Date.parse(part)),
};

/**
 * The sort key in a token; undefined for the first page. Throws a DomainError for a token that is not ours: garbage, or of another
 * list, as its length and `parts` tell.
 */
export function decodePageToken(
  token: string,
  length: number,
  parts: readonly ((part: string) => boolean)[] = [],
): string[] | undefined {
  if (token === "") return undefined;
  const isPart = (part: unknown, index: number) => typeof part === "string" && (parts[index] ?? keyParts.text)(part);
  try {
    const key: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    if (Array.isArray(key) && key.length === length && key.every(isPart)) return key;
  } catch {
    // Falls through: whatever is wrong with it, the caller can only do one thing.
  }
  throw new DomainError(
    "invalid",
    "PAGE_TOKEN_INVALID",
    "page_token is not one that this list gave out. Leave it empty to begin again.",
    {
      field: "page_token",
    },
  );
}

/** Cuts the row that was read beyond the page, and makes the token if there was one. */
export function toPage<Row>(
  rows: readonly Row[],
  size: number,
  keyOf: (row: Row) => readonly string[],
): { rows: readonly Row[]; nextPageToken: string } {
  if (rows.length <= size) return { rows, nextPageToken: "" };
  const page = rows.slice(0, size);
  return { rows: page, nextPageToken: encodePageToken(keyOf(page.at(-1)!)) };
}
