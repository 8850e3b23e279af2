// What the gateway costs: the same product asked for by REST through it, by gRPC through it, and by gRPC at the service itself.
import { execFile } from "node:child_process";
import { Agent } from "node:http";
import { promisify } from "node:util";
import { startMesh } from "@meshmart/mesh/mesh";
import { cpuMsOf } from "./cpu.ts";
import { closedLoop, exchange } from "./http.ts";
import type { Options } from "./options.ts";
import { buildGoProgram } from "./program.ts";
import { PRODUCT_ID } from "./rpc/reply.ts";
import { median } from "./stats.ts";
import { printTable } from "./table.ts";

const IN_FLIGHT = 16;

interface Way {
  readonly name: string;
  readonly load: (calls: number) => Promise<unknown>;
  /** CPU-µs a call. */
  readonly gateway: number[];
  readonly service: number[];
}

export async function benchGateway({ rounds = 5, calls = 20_000, dir, env }: Options): Promise<void> {
  const go = buildGoProgram();
  const mesh = await startMesh({ gatewayPort: 0, dir, env, only: ["gateway", "catalog"] });
  const agent = new Agent({ keepAlive: true });
  try {
    const grpc = (address: string) => (count: number) => {
      const args = ["load", "-address", address, "-calls", String(count), "-in-flight", String(IN_FLIGHT)];
      return promisify(execFile)(go, [...args, "-product", PRODUCT_ID], { timeout: 300_000 });
    };
    const url = new URL(`/v1/products/${PRODUCT_ID}`, mesh.gatewayUrl);
    const way = (name: string, load: Way["load"]): Way => ({ name, load, gateway: [], service: [] });
    const ways = [
      way("gRPC to the service", grpc(await mesh.address("catalog"))),
      way("gRPC through the gateway", grpc(new URL(mesh.gatewayUrl).host)),
      way("REST through the gateway", (count) => closedLoop(count, IN_FLIGHT, () => exchange(agent, url))),
    ];
    const processes = await mesh.processes();
    const pids = ["gateway", "catalog"].map((name) => processes.find((process) => process.name === name)!.pid!);
    for (const { load } of ways) await load(calls);
    for (let round = 0; round < rounds; round++) {
      for (const { load, gateway, service } of ways) {
        const before = cpuMsOf(pids);
        await load(calls);
        const after = cpuMsOf(pids);
        gateway.push(((after[0]! - before[0]!) * 1000) / calls);
        service.push(((after[1]! - before[1]!) * 1000) / calls);
      }
    }
    const direct = median(ways[0]!.service);
    printTable(
      `A product read, ${IN_FLIGHT} in flight: CPU-µs a call (median of ${rounds} rounds of ${calls} calls)`,
      ["", "gateway", "catalog", "both", "to gRPC at the service"],
      ways.map(({ name, gateway, service }) => {
        const both = median(gateway) + median(service);
        return [name, median(gateway), median(service), both, both / direct];
      }),
    );
  } finally {
    agent.destroy();
    await mesh.stop();
  }
}
