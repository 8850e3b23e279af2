// Cookies as the gateway reads and sets them: kept from scripts, from requests of other sites and, behind TLS, from a connection without.
import type { IncomingHttpHeaders } from "node:http";
import type { Reply } from "./filters.ts";
import { isSecure } from "./own-origin.ts";

const MAX_COOKIES = 50;

/** https://www.rfc-editor.org/rfc/rfc6265#section-5.4: "name=value; name=value". The first of a name counts. */
export function parseCookies(header: string | undefined): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null);
  if (header === undefined) return cookies;
  for (const pair of header.split(";", MAX_COOKIES)) {
    const mark = pair.indexOf("=");
    const name = pair.slice(0, mark).trim();
    if (mark > 0 && !(name in cookies)) cookies[name] = pair.slice(mark + 1).trim();
  }
  return cookies;
}

export interface NewCookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** Zero removes the cookie; without it, it goes when the browser is closed. */
  readonly maxAgeSeconds?: number | undefined;
}

/** Characters that need no quotes, as in tokens of every kind. */
const VALUE = /^[\w.~+/=-]*$/;

/** The value of `set-cookie`. `headers` are the request's. */
export function printCookie({ name, value, path, maxAgeSeconds }: NewCookie, headers: IncomingHttpHeaders): string {
  if (!VALUE.test(value)) throw new Error(`The value for the cookie ${name} has characters that a cookie cannot have.`);
  const maxAge = maxAgeSeconds === undefined ? "" : `; Max-Age=${maxAgeSeconds}`;
  return `${name}=${value}; Path=${path}${maxAge}; HttpOnly; SameSite=Strict${isSecure(headers) ? "; Secure" : ""}`;
}

/** The reply, with these `set-cookie` besides those that it has. */
export function withCookies(reply: Reply, cookies: readonly string[]): Reply {
  if (cookies.length === 0) return reply;
  const before = reply.headers["set-cookie"] ?? [];
  return { ...reply, headers: { ...reply.headers, "set-cookie": [before, cookies].flat() } };
}
