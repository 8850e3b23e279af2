// A line to a server that a test can cut, restore and slow down, without touching the server.
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { atEnd } from "@meshmart/kit/testing";

export interface TcpProxy {
  readonly port: number;
  /** What the server sends arrives so many milliseconds later. */
  delayMs: number;
  /** Ends every connection, and refuses new ones until `restore`. */
  cut(): void;
  restore(): void;
  /** Ends every connection as a host does that knows nothing of them, with an RST; new ones are welcome. */
  reset(): void;
  /** Nothing that the server sends arrives any more on the connections of now, and none ends, as when a host has lost its power. */
  mute(): void;
}

export async function startProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  const muted = new WeakSet<Socket>();
  let isCut = false;
  const server = createServer((inner) => {
    if (isCut) return inner.destroy();
    const outer = connect(Number(target.port), target.hostname);
    const end = () => {
      for (const socket of [inner, outer]) {
        socket.destroy();
        sockets.delete(socket);
      }
    };
    for (const socket of [inner, outer]) sockets.add(socket.setNoDelay().on("error", end).on("close", end));
    inner.pipe(outer);
    outer.on("data", (chunk) => {
      if (muted.has(outer)) return;
      if (proxy.delayMs === 0) inner.write(chunk);
      else setTimeout(() => inner.destroyed || inner.write(chunk), proxy.delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  const proxy: TcpProxy = {
    port: (server.address() as AddressInfo).port,
    delayMs: 0,
    cut,
    restore() {
      isCut = false;
    },
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    mute() {
      for (const socket of sockets) muted.add(socket);
    },
  };
  atEnd(() => {
    cut();
    server.close();
  });
  return proxy;
}
