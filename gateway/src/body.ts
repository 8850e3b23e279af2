// Reads a request's body: whole, decompressed, and never more than the limit. A body that does not arrive in time ends the request.
import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Code } from "@connectrpc/connect";
import { cutWhenStill } from "./arrival.ts";
import { bodyTooLarge, invalid, refusal, unsupportedMediaType } from "./errors.ts";
import { LIMITS } from "./limits.ts";

export type HttpRequest = IncomingMessage | Http2ServerRequest;

const NOTHING = Buffer.alloc(0);
const unzip = promisify(gunzip);

/** Rejects with an HttpError (413, 415) or with CANCELLED when the client leaves. */
export async function readBody(request: HttpRequest): Promise<Buffer> {
  const encoding = request.headers["content-encoding"];
  if (encoding === undefined || encoding === "identity") return receive(request);
  if (encoding !== "gzip") throw unsupportedMediaType(`the content encoding "${encoding}"`, "gzip or none");
  const packed = await receive(request);
  try {
    return await unzip(packed, { maxOutputLength: LIMITS.bodyBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw bodyTooLarge(LIMITS.bodyBytes);
    throw invalid("MALFORMED_GZIP", "The body says that it is gzip and is not.", undefined, error);
  }
}

function receive(request: HttpRequest): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    if (Number(request.headers["content-length"]) > LIMITS.bodyBytes) {
      discard(request);
      reject(bodyTooLarge(LIMITS.bodyBytes));
      return;
    }
    const leave = () => {
      request.destroy();
      reject(refusal(Code.Canceled, "CLIENT_LEFT", "The client left before its request was complete."));
    };
    // Over HTTP/1.1 all of it has to be there in time; a stream of HTTP/2 has no such limit.
    if (request.httpVersionMajor === 2) cutWhenStill(request, leave);
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= LIMITS.bodyBytes) return;
      chunks.length = 0;
      request.off("data", onData);
      request.off("error", leave);
      request.off("close", leave);
      discard(request);
      reject(bodyTooLarge(LIMITS.bodyBytes));
    };
    request.on("data", onData);
    request.once("end", () => {
      // A request closes after its end as well.
      request.off("error", leave);
      request.off("close", leave);
      resolve(chunks.length === 1 ? chunks[0]! : chunks.length === 0 ? NOTHING : Buffer.concat(chunks, size));
    });
    request.once("error", leave);
    request.once("close", leave);
  });
}

/**
 * Lets a reader stop early without an end of the connection: it would take along the answer that tells the client why, and over
 * HTTP/1.1 the requests that wait behind. What is still to come is read and thrown away once the answer is sent.
 */
export function survivesEarlyStop(
  request: HttpRequest,
  response: { once(event: "finish", listener: () => void): unknown },
): void {
  const iterator = () => (request as IncomingMessage).iterator({ destroyOnReturn: false });
  Object.defineProperty(request, Symbol.asyncIterator, { value: iterator });
  response.once("finish", () => {
    if (!request.readableEnded && !request.destroyed) discard(request);
  });
}

// Closing while the client still sends would lose the answer that tells it why.
function discard(request: HttpRequest): void {
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > LIMITS.discardBytes) request.destroy();
  });
}
