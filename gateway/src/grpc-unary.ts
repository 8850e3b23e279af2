// gRPC's unary calls without compression, straight from HTTP/2's stream to the upstream call: the router's way costs several times that.
// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
import type { Http2ServerResponse } from "node:http2";
import { type Message, toBinary } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { encodeStatus } from "@meshmart/kit/errors";
import { readBody } from "./body.ts";
import { callOf } from "./call-of.ts";
import { type RpcHandler, readBinary } from "./connect-unary.ts";
import { HttpError, refusal } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import type { Next } from "./filters.ts";

/** A flag for compression, and the message's length. */
const PREFIX_BYTES = 5;
const CONTENT_TYPE = "application/grpc+proto";

export function createGrpcUnary(call: Next): RpcHandler {
  return async (exchange, method) => {
    exchange.protocol = "grpc";
    try {
      const { headers, response } = await call({
        ...callOf(exchange, "grpc", method),
        request: readBinary(method.desc.input, unwrap(await readBody(exchange.request))),
      });
      if (exchange.signal.aborted) return;
      exchange.begin(200, { ...headers, "content-type": CONTENT_TYPE });
      (exchange.response as Http2ServerResponse).addTrailers({ "grpc-status": "0" });
      exchange.end(wrap(toBinary(method.desc.output, response as Message)));
    } catch (thrown) {
      sendGrpcError(exchange, thrown);
    }
  };
}

/** The whole answer in its headers ("trailers-only"). On HTTP/1.1, where only gRPC-Web can be, it is the same. */
export function sendGrpcError(exchange: Exchange, thrown: unknown, contentType = CONTENT_TYPE): void {
  const error = exchange.fail(thrown);
  const headers = {
    ...(thrown instanceof HttpError && thrown.headers),
    "content-type": contentType,
    "grpc-status": String(error.code),
    "grpc-message": percentEncode(error.rawMessage),
    ...(error.details.length > 0 && { "grpc-status-details-bin": encodeStatus(error).toString("base64") }),
  };
  if (exchange.request.httpVersionMajor < 2) {
    exchange.send(200, { ...headers }, "");
    return;
  }
  const { stream } = exchange.response as Http2ServerResponse;
  if (stream.destroyed) return;
  stream.respond({ ":status": 200, ...headers, "x-trace-id": exchange.trace.traceId }, { endStream: true });
}

// As the protocol says: printable ASCII but "%" stays. Clients undo no more than that.
function percentEncode(text: string): string {
  return text.toWellFormed().replace(/[^ -$&-~]+/g, encodeURIComponent);
}

function unwrap(body: Buffer): Buffer {
  const length = body.length < PREFIX_BYTES ? -1 : body.readUInt32BE(1);
  if (length !== body.length - PREFIX_BYTES)
    throw refusal(Code.InvalidArgument, "MALFORMED_GRPC", "A unary call takes exactly one message.");
  if (body[0] !== 0)
    throw refusal(Code.Internal, "MALFORMED_GRPC", "The message is compressed, but no grpc-encoding says how.");
  return body.subarray(PREFIX_BYTES);
}

function wrap(message: Uint8Array): Buffer {
  const body = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  body[0] = 0;
  body.writeUInt32BE(message.length, 1);
  body.set(message, PREFIX_BYTES);
  return body;
}
