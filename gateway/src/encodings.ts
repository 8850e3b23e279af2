// What a client's accept-encoding lets an answer be packed with, and the packing of those that are made here. Files that the web app's build
// has packed go as they are (web-files.ts). https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { gzipSync } from "node:zlib";

/** Below this, packing saves no packet. */
const PACKED_FROM_BYTES = 1024;

/** Whether the header names the encoding and does not rule it out; "*" is not taken for consent. */
export function accepts(acceptEncoding: string | string[] | undefined, encoding: "br" | "gzip"): boolean {
  if (acceptEncoding === undefined) return false;
  for (const one of String(acceptEncoding).split(",")) {
    const [name, ...parameters] = one.split(";").map((part) => part.trim().toLowerCase());
    if (name === encoding) return !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  }
  return false;
}

/** JSON of some size as gzip for whoever takes it, told in `headers`; anything else as it is. */
export function packedFor(
  client: IncomingHttpHeaders,
  headers: OutgoingHttpHeaders,
  body: Uint8Array | string,
): Uint8Array | string {
  if (headers["content-type"] !== "application/json" || body.length < PACKED_FROM_BYTES) return body;
  headers.vary = "accept-encoding";
  if (!accepts(client["accept-encoding"], "gzip")) return body;
  headers["content-encoding"] = "gzip";
  return gzipSync(body, { level: 1 });
}
