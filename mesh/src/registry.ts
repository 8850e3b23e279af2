// Reads the registry, the key-value bucket in which each instance announces itself once a second: the runner calls an
// instance ready when it stands there, which is also when callers can find it.

import { type KV, Kvm } from "@nats-io/kv";
import { connect, deadline, type NatsConnection } from "nats";

export interface Announcement {
  service: string;
  instance: string;
  address: string;
  adminAddress: string;
  pid: number;
  language: string;
  startedAt: string;
}

const BUCKET = "registry";
const ENTRY_LIFE_MS = 10_000;
const REQUEST_TIMEOUT_MS = 2_000;
const FIND_TIMEOUT_MS = 300;

export class Registry {
  #connection: NatsConnection;
  #bucket: KV;

  private constructor(connection: NatsConnection, bucket: KV) {
    this.#connection = connection;
    this.#bucket = bucket;
  }

  /** Connects, and makes the bucket where nobody has made it yet. The connection outlives restarts of NATS. */
  static async open(natsUrl: string): Promise<Registry> {
    const connection = await connect({
      servers: natsUrl,
      name: "mesh-runner",
      timeout: REQUEST_TIMEOUT_MS,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
    });
    try {
      const bucket = await new Kvm(connection).create(BUCKET, {
        history: 1,
        ttl: ENTRY_LIFE_MS,
        timeout: REQUEST_TIMEOUT_MS,
      });
      return new Registry(connection, bucket);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** What the instance announces, or undefined while it does not, or while NATS is away. */
  async find(service: string, instance: string): Promise<Announcement | undefined> {
    if (this.#connection.isClosed()) return undefined;
    try {
      // A question that was on its way when NATS went down gets no answer: better ask again soon than wait for it.
      const entry = await deadline(this.#bucket.get(`${service}.${instance}`), FIND_TIMEOUT_MS);
      return entry?.operation === "PUT" ? entry.json<Announcement>() : undefined;
    } catch {
      return undefined; // NATS is down for a moment. Who waits asks again.
    }
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }
}
