// What others also bought, learnt from 100,000 orders: how fast they are learnt from the stream, how long a retraining takes, and how
// long an answer, each product asked for the first time and again.
import { randomUUID } from "node:crypto";
import { createClient } from "@connectrpc/connect";
import { Health } from "@meshmart/gen/grpc/health/v1/health_pb";
import { OrderConfirmedSchema } from "@meshmart/gen/meshmart/ordering/v1/ordering_events_pb";
import { RecommendationsService } from "@meshmart/gen/meshmart/recommendations/v1/recommendations_pb";
import { createChannel } from "@meshmart/kit/channel";
import { encodeEvent } from "@meshmart/kit/events";
import { createPublisher } from "@meshmart/kit/publisher";
import { ensureStream } from "@meshmart/kit/streams";
import { createGrpcTransport } from "@meshmart/kit/transport";
import { type ProcessStatus, startMesh } from "@meshmart/mesh/mesh";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "nats";
import { latenciesInTurn } from "./latency.ts";
import type { Options } from "./options.ts";
import { createRandom } from "./random.ts";
import { staffHeaders } from "./staff.ts";
import { printTable } from "./table.ts";
import { until } from "./until.ts";

const ORDERS = 100_000;
const PRODUCTS = 5_000;
const WAVE = 500;
const RATE = 50;
const MARK_SECONDS = 0.005;
const LEARNING_TIMEOUT_MS = 300_000;
const PUBLISH_TIMEOUT_MS = 10_000;

export async function benchRecommendations({ rounds = 5, seconds = 4, dir, env }: Options): Promise<void> {
  const mesh = await startMesh({ gatewayPort: 0, dir, env, only: ["recommendations"] });
  const broker = await connect({ servers: mesh.natsUrl });
  const channel = createChannel("recommendations", await mesh.address("recommendations"));
  try {
    const recommendations = createClient(RecommendationsService, createGrpcTransport({ client: channel }));
    const productIds = Array.from({ length: PRODUCTS }, () => randomUUID());
    await publishOrders(broker, productIds);
    const startedAt = performance.now();
    await untilLearnt(broker);
    const learning = (performance.now() - startedAt) / 1000;
    const headers = await staffHeaders(broker);
    const retrainAt = performance.now();
    const { orderCount, pairCount } = await recommendations.retrainModel({}, { headers });
    const retraining = (performance.now() - retrainAt) / 1000;
    console.log(
      `\n${orderCount} orders, ${pairCount} pairs: learnt from the stream in ${learning.toFixed(1)} s more than publishing them took, retrained in ${retraining.toFixed(2)} s`,
    );

    // What the way to the service and back costs on this machine at this hour.
    const health = createClient(Health, createGrpcTransport({ client: channel }));
    const ask = (index: number) => recommendations.listAlsoBought({ productId: productIds[index % PRODUCTS]! });
    const [peer, first, again] = await latenciesInTurn(RATE, { rounds, seconds }, [() => health.check({}), ask, ask]);
    printTable(
      `ListAlsoBought, ${RATE} a second: ms (median of ${rounds} rounds)`,
      ["", "p50", "p99"],
      [
        ["its health, as a peer", peer!.p50, peer!.p99],
        ["each product the first time", first!.p50, first!.p99],
        ["again", again!.p50, again!.p99],
      ],
    );
    const { within, all } = await servedWithin(MARK_SECONDS, await mesh.processes());
    console.log(
      `By the service's own clock, ${((100 * within) / all).toFixed(2)} % of ${all} answers took under ${MARK_SECONDS * 1000} ms.`,
    );
  } finally {
    channel.close();
    await broker.close();
    await mesh.stop();
  }
}

/** How many answers the service's own histogram has, from the first byte of the call. */
async function servedWithin(seconds: number, processes: readonly ProcessStatus[]) {
  const { adminAddress } = processes.find(({ name }) => name === "recommendations")!;
  const metrics = await (await fetch(`http://${adminAddress}/metrics`)).text();
  const count = (bound: string) =>
    Number(
      new RegExp(`^rpc_server_duration_seconds_bucket{le="${bound}",method="ListAlsoBought".*} (\\S+)$`, "m").exec(
        metrics,
      )![1],
    );
  return { within: count(String(seconds)), all: count("[+]Inf") };
}

/** Orders of one to five products; some products sell more than others, and neighbours sell together. */
async function publishOrders(broker: NatsConnection, productIds: readonly string[]): Promise<void> {
  await ensureStream(await jetstreamManager(broker), "ordering");
  const publisher = createPublisher(broker, PUBLISH_TIMEOUT_MS);
  const random = createRandom();
  for (let sent = 0; sent < ORDERS; sent += WAVE) {
    const wave = Array.from({ length: WAVE }, (_, index) => {
      const first = Math.floor(random() ** 2 * PRODUCTS);
      const picked = Array.from(
        { length: 1 + Math.floor(random() * 5) },
        (_, step) => productIds[(first + step * 3) % PRODUCTS]!,
      );
      const { eventId, ...event } = encodeEvent(OrderConfirmedSchema, {
        orderId: randomUUID(),
        customerId: randomUUID(),
        total: { currencyCode: "KRW", units: 10_000n },
        productIds: [...new Set(picked)],
      });
      return { id: BigInt(sent + index), event_id: eventId, ...event };
    });
    const { failure } = await publisher.publish(wave);
    if (failure) throw failure;
  }
  publisher.close();
}

async function untilLearnt(broker: NatsConnection): Promise<void> {
  const manager = await jetstreamManager(broker);
  const isLearnt = async () => {
    const consumers = await manager.consumers.list("ORDERING").next();
    const hasHeardAll = consumers.every(({ num_pending, num_ack_pending }) => num_pending + num_ack_pending === 0);
    return consumers.length > 0 && hasHeardAll;
  };
  await until(isLearnt, LEARNING_TIMEOUT_MS, "The orders were not learnt");
}
