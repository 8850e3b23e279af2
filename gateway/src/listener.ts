// HTTP/1.1 and cleartext HTTP/2 at one port: the first bytes of a connection tell which it is.
// Draining closes idle connections at once, tells busy ones to go away after their answer, and cuts what is left at the end.
import { createServer as createHttp1Server, type Server as Http1Server, STATUS_CODES } from "node:http";
import { createServer as createHttp2Server, type Http2Server, type ServerHttp2Session } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { continueTrace } from "@meshmart/kit/trace";
import { limitArrival } from "./arrival.ts";
import type { RequestHandler } from "./gateway.ts";
import { LIMITS } from "./limits.ts";

export interface Listener {
  readonly port: number;
  /** Stops accepting, waits for requests to finish, and cuts them after `timeoutMs`. */
  drain(timeoutMs: number): Promise<void>;
}

/** What every HTTP/2 connection begins with (RFC 9113, 3.4); no method of HTTP/1.1 begins so. */
const HTTP2_PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

export async function listen(host: string, port: number, handler: RequestHandler): Promise<Listener> {
  let draining = false;
  const sessions = new Set<ServerHttp2Session>();
  const sniffing = new Set<Socket>();

  const http2 = newHttp2Server(handler);
  http2.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    session.setTimeout(LIMITS.idleSessionTimeoutMs, () => session.close());
    if (draining) session.close();
  });

  const http1 = newHttp1Server((request, response) => {
    if (draining) response.setHeader("connection", "close");
    limitArrival(request, () => http1.emit("clientError", new RequestTimeout(), request.socket));
    handler(request, response);
  });
  // The HTTP/1.1 server listens for both, so that its own time limits are at work; what it accepts is looked at first.
  const serveHttp1 = http1.listeners("connection")[0] as (this: Http1Server, socket: Socket) => void;
  http1.removeAllListeners("connection");
  http1.on("connection", (socket: Socket) => {
    sniffing.add(socket);
    sniff(socket, (isHttp2) => {
      sniffing.delete(socket);
      if (isHttp2) http2.emit("connection", socket);
      else serveHttp1.call(http1, socket);
    });
    socket.once("close", () => sniffing.delete(socket));
  });

  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error) => {
      reject(
        new Error(`Cannot listen on ${host}:${port}: ${error.message}. Is the port in use? Set GATEWAY_PORT.`, {
          cause: error,
        }),
      );
    };
    http1.once("error", fail).listen(port, host, () => {
      http1.off("error", fail);
      resolve();
    });
  });

  return {
    port: (http1.address() as AddressInfo).port,
    async drain(timeoutMs) {
      draining = true;
      const closed = new Promise((resolve) => http1.close(resolve));
      for (const socket of sniffing) socket.destroy();
      for (const session of sessions) session.close();
      const idle = setInterval(() => http1.closeIdleConnections(), 100);
      const cut = setTimeout(() => {
        http1.closeAllConnections();
        for (const session of sessions) session.destroy();
      }, timeoutMs);
      await closed;
      clearInterval(idle);
      clearTimeout(cut);
    },
  };
}

function sniff(socket: Socket, decide: (isHttp2: boolean) => void): void {
  let seen: Buffer = Buffer.alloc(0);
  const onReadable = () => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) return;
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    const length = Math.min(seen.length, HTTP2_PREFACE.length);
    const isHttp2 = seen.compare(HTTP2_PREFACE, 0, length, 0, length) === 0;
    if (isHttp2 && length < HTTP2_PREFACE.length) return;
    socket.off("readable", onReadable);
    socket.off("error", onError);
    socket.setTimeout(0);
    socket.off("timeout", onTimeout);
    socket.unshift(seen);
    decide(isHttp2);
  };
  const onTimeout = () => socket.destroy();
  // A connection that breaks before it has said anything concerns nobody.
  const onError = () => socket.destroy();
  socket.on("readable", onReadable);
  socket.on("error", onError);
  socket.setTimeout(LIMITS.sniffTimeoutMs, onTimeout);
}

function newHttp1Server(handler: RequestHandler): Http1Server {
  const server = createHttp1Server(
    {
      maxHeaderSize: LIMITS.headerBytes,
      headersTimeout: LIMITS.headersTimeoutMs,
      requestTimeout: 0, // See arrival.ts.
      keepAliveTimeout: LIMITS.keepAliveTimeoutMs,
    },
    handler,
  );
  server.maxConnections = LIMITS.connections;
  server.maxHeadersCount = LIMITS.headerCount;
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    const [status, code, message] = describeClientError(error);
    const body = JSON.stringify({ code, message, details: [] });
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      "content-type: application/json",
      `content-length: ${Buffer.byteLength(body)}`,
      `x-trace-id: ${continueTrace(undefined).traceId}`,
      "connection: close",
    ];
    socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  });
  return server;
}

/** As Node's own, which it would emit for its `requestTimeout`. */
class RequestTimeout extends Error {
  readonly code = "ERR_HTTP_REQUEST_TIMEOUT";
}

function describeClientError(error: NodeJS.ErrnoException): [status: number, code: number, message: string] {
  if (error.code === "HPE_HEADER_OVERFLOW") return [431, 8, `The headers are larger than ${LIMITS.headerBytes} bytes.`];
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") return [408, 4, "The request did not arrive in time."];
  return [400, 3, `This is not HTTP: ${error.message}.`];
}

function newHttp2Server(handler: RequestHandler): Http2Server {
  const server = createHttp2Server(
    {
      maxSessionMemory: LIMITS.sessionMemoryMb,
      maxHeaderListPairs: LIMITS.headerCount,
      settings: { maxConcurrentStreams: LIMITS.streamsPerConnection, maxHeaderListSize: LIMITS.headerBytes },
    },
    handler,
  );
  // A session that breaks takes its streams along, and each of them is told on its own.
  server.on("sessionError", () => {});
  return server;
}
