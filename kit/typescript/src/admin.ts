// The HTTP port for operators: /metrics for Prometheus, /healthz for probes. Never reachable through the gateway.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { collectDefaultMetrics, register } from "prom-client";

export interface Admin {
  readonly port: number;
  close(): void;
}

export async function startAdmin(host: string, port: number, isServing: () => boolean): Promise<Admin> {
  collectDefaultMetrics({ register });
  const server: Server = createServer({ requestTimeout: 5_000 }, async (request, response) => {
    if (request.url === "/metrics") {
      response.setHeader("content-type", register.contentType).end(await register.metrics());
    } else if (request.url === "/healthz") {
      response
        .writeHead(isServing() ? 200 : 503, { "content-type": "text/plain" })
        .end(isServing() ? "serving\n" : "not serving\n");
    } else {
      response.writeHead(404, { "content-type": "text/plain" }).end("Here are /metrics and /healthz.\n");
    }
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
      register.clear();
    },
  };
}
