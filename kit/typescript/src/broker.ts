// The connection to NATS. It outlives NATS' restarts: it reconnects for as long as the process runs.
import { connect, type NatsConnection } from "nats";
import type { Logger } from "./log.ts";

export type { NatsConnection };

export async function connectBroker(url: string, name: string, log: Logger): Promise<NatsConnection> {
  const connection = await connect({
    servers: url.split(","),
    name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    waitOnFirstConnect: true,
    pingInterval: 5_000,
  });
  void (async () => {
    for await (const { type } of connection.status()) {
      if (type === "disconnect") log.warn("NATS is away; events wait in the outbox");
      if (type === "reconnect") log.info("NATS is back");
    }
  })();
  return connection;
}
