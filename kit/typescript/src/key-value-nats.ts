// The key-value port on NATS JetStream: a bucket of one revision a key, on disk. Reads ask the stream's leader, so what was written
// is read, with one server and with three. A bucket that was lost with its server's disk is made again by the next operation.
import { JetStreamApiCodes, JetStreamApiError, jetstream } from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import type { NatsConnection } from "./broker.ts";
import type { KeyValueStore } from "./key-value.ts";
import { KEY_VALUE_DEADLINE_MS, keyValueUnavailable, within } from "./key-value-limits.ts";

export interface NatsKeyValueOptions {
  readonly broker: NatsConnection;
  readonly bucket: string;
  readonly ttlMs: number;
}

/** Answers once the bucket is there. */
export async function openNatsKeyValueStore({ broker, bucket, ttlMs }: NatsKeyValueOptions): Promise<KeyValueStore> {
  const kvm = new Kvm(jetstream(broker, { timeout: KEY_VALUE_DEADLINE_MS }));
  const replicas = Number(process.env.NATS_REPLICAS ?? 1);
  const open = () => kvm.create(bucket, { history: 1, ttl: ttlMs, replicas, allow_direct: false });
  let opened: Promise<KV> | undefined = open();

  const run = async <T>(work: (kv: KV) => Promise<T>): Promise<T> => {
    opened ??= open();
    const mine = opened;
    try {
      return await within(KEY_VALUE_DEADLINE_MS, mine.then(work));
    } catch (error) {
      if (isConflict(error)) throw error;
      // Perhaps the bucket is gone: the next operation looks for it, and makes it.
      if (opened === mine) opened = undefined;
      throw keyValueUnavailable("NATS", error);
    }
  };
  /** What `write` answers; undefined when another revision is there. */
  const unlessConflict = async <T>(write: (kv: KV) => Promise<T>): Promise<T | undefined> => {
    try {
      return await run(write);
    } catch (error) {
      if (isConflict(error)) return undefined;
      throw error;
    }
  };
  const get = (key: string) =>
    run(async (kv) => {
      const entry = await kv.get(key);
      if (entry?.operation !== "PUT") return undefined;
      return { value: entry.string(), revision: String(entry.revision) };
    });
  const revisionOf = (sequence: number | undefined) => (sequence === undefined ? undefined : String(sequence));

  await run(async () => {});
  return {
    get,
    create: async (key, value) => revisionOf(await unlessConflict((kv) => kv.create(key, value))),
    put: async (key, value) => String(await run((kv) => kv.put(key, value))),
    async update(key, value, revision) {
      return revisionOf(await unlessConflict((kv) => kv.put(key, value, { previousSeq: Number(revision) })));
    },
    async delete(key, revision) {
      // Each turn but the first one means that somebody else has written in between.
      for (;;) {
        const current = await get(key);
        if (!current || (revision !== undefined && current.revision !== revision)) return false;
        const previousSeq = Number(current.revision);
        if (await unlessConflict((kv) => kv.delete(key, { previousSeq }).then(() => true))) return true;
      }
    },
    // The connection belongs to whoever opened it.
    close: async () => {},
  };
}

function isConflict(error: unknown): boolean {
  if (!(error instanceof JetStreamApiError)) return false;
  const { code } = error;
  return (
    code === JetStreamApiCodes.StreamWrongLastSequence || code === JetStreamApiCodes.StreamWrongLastSequenceUnknown
  );
}
