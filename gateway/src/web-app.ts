// The web app at the paths that the API leaves: its files by GET and HEAD, and index.html for every other path that somebody opens in a
// browser, since its routes are the app's own. Every answer of it carries the policy that lets its pages load what this origin serves, and
// nothing else.
import type { HttpRequest } from "./body.ts";
import type { Exchange } from "./exchange.ts";
import { openWebFile, type WebFile } from "./web-files.ts";

/** Resolves to whether it has answered. */
export type WebApp = (exchange: Exchange, path: string) => Promise<boolean>;

const INDEX = "/index.html";
const NOT_BUILT = "The web app is not built: run `npm run build --workspace web`, and load this page again.\n";

const SECURITY_HEADERS = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

/** `root` is the folder of the built files. It may be missing, and appear later. */
export function createWebApp(root: string): WebApp {
  return async (exchange, path) => {
    const { request } = exchange;
    const acceptEncoding = request.headers["accept-encoding"];
    const isPage = path === "/" || (isOpened(request) && !namesFile(path));
    const file =
      (path === "/" ? undefined : await openWebFile(root, path, acceptEncoding)) ??
      (isPage ? await openWebFile(root, INDEX, acceptEncoding) : undefined);
    if (!file && !isPage) return false;
    exchange.route = "web";
    if (file) await send(exchange, file, isPage ? INDEX : path);
    else exchange.send(404, { ...SECURITY_HEADERS, "content-type": "text/plain; charset=utf-8" }, NOT_BUILT);
    return true;
  };
}

async function send(exchange: Exchange, { handle, bytes, headers }: WebFile, path: string): Promise<void> {
  const { request } = exchange;
  try {
    const all = { ...headers, ...SECURITY_HEADERS, "cache-control": cacheControlOf(path) };
    if (isKnown(request, headers.etag)) exchange.sendHeaders(304, all);
    else if (request.method === "HEAD") exchange.sendHeaders(200, { ...all, "content-length": bytes });
    else await exchange.pipe(200, { ...all, "content-length": bytes }, handle.createReadStream({ autoClose: false }));
  } finally {
    await handle.close();
  }
}

/** The build names what is in /assets by its content. Everything else keeps its name when it changes. */
function cacheControlOf(path: string): string {
  if (path.startsWith("/assets/")) return "public, max-age=31536000, immutable";
  if (path.startsWith("/pictures/")) return "public, max-age=3600";
  return "no-cache";
}

/** A person's browser opens the address, and not one of the app's scripts. */
function isOpened(request: HttpRequest): boolean {
  return request.headers.accept?.includes("text/html") ?? false;
}

/** By an extension; and what is hidden, or under /.well-known, is no page of the app either. */
function namesFile(path: string): boolean {
  return /\.\w+$|\/\./.test(path);
}

function isKnown(request: HttpRequest, etag: string): boolean {
  const known = request.headers["if-none-match"];
  return known?.split(",").some((one) => one.trim() === etag) ?? false;
}
