// Whether a page of the gateway's own origin sent the request: told by headers that a browser sets and that no script can.
import type { IncomingHttpHeaders } from "node:http";

/**
 * "own": a page of this origin. "foreign": a page of another one, whose cookies are sent without its doing anything for them, and so prove
 * nothing. "none": no page, as from curl, an app, or an address that somebody typed.
 */
export type Sender = "own" | "foreign" | "none";

/** https://www.w3.org/TR/fetch-metadata/; over plain http, where a browser sends none of it, `origin` decides. */
export function senderOf(headers: IncomingHttpHeaders): Sender {
  const site = headers["sec-fetch-site"];
  if (site === "same-origin") return "own";
  if (site !== undefined && site !== "none") return "foreign";
  const { origin } = headers;
  if (origin === undefined) return "none";
  const host = String(headers[":authority"] ?? headers.host).toLowerCase();
  return hostOf(origin) === host ? "own" : "foreign";
}

/** Whether the request came by TLS to whoever stands in front: the gateway itself listens without. */
export function isSecure(headers: IncomingHttpHeaders): boolean {
  return String(headers["x-forwarded-proto"]).split(",", 1)[0] === "https";
}

/** "null" is the origin of a page that has none. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
