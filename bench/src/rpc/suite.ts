// A service's unary call on one core: what the kit costs on top of grpc-js, interceptor by interceptor, and beside grpc-go.
// The CPU of the server is what counts; every server is asked by the same client, and they take turns in each round.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { toBinary } from "@bufbuild/protobuf";
import { GetProductResponseSchema } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { cpuMsOf } from "../cpu.ts";
import type { Options } from "../options.ts";
import { buildGoProgram, type Program, pinned, startProgram } from "../program.ts";
import { median } from "../stats.ts";
import { printTable } from "../table.ts";
import { PRODUCT_ID, productReply } from "./reply.ts";

const IN_FLIGHT = 32;
const SERVER_CORE = 0;
const CLIENT_CORE = 1;

interface Variant {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Record<string, string>;
  readonly microseconds: number[];
}

export async function benchRpc({ rounds = 5, calls = 20_000 }: Options): Promise<void> {
  const go = buildGoProgram();
  const variants = variantsOf(go);
  const programs: Program[] = [];
  try {
    for (const { command, env } of variants) programs.push(await startProgram(pinned(SERVER_CORE, command), env));
    for (const { address } of programs) await load(go, address, calls);
    for (let round = 0; round < rounds; round++) {
      for (const [index, { pid, address }] of programs.entries()) {
        const [before = 0] = cpuMsOf([pid]);
        await load(go, address, calls);
        const [after = 0] = cpuMsOf([pid]);
        variants[index]!.microseconds.push(((after - before) * 1000) / calls);
      }
    }
  } finally {
    for (const program of programs) await program.stop();
  }

  const costs = variants.map(({ microseconds }) => median(microseconds));
  const [grpcGo = Number.NaN, bare = Number.NaN] = costs;
  printTable(
    `Unary call, 380-byte reply, ${IN_FLIGHT} in flight: CPU of the server (median of ${rounds} rounds of ${calls} calls)`,
    ["server", "µs/call", "± µs", "to bare grpc-js", "to grpc-go"],
    variants.map(({ name, microseconds }, index) => [
      name,
      costs[index],
      median(microseconds.map((value) => Math.abs(value - costs[index]!))),
      costs[index]! / bare,
      costs[index]! / grpcGo,
    ]),
  );
}

function variantsOf(go: string): Variant[] {
  const node = (...args: string[]) => [process.execPath, "bench/src/rpc/server.ts", ...args];
  const reply = Buffer.from(toBinary(GetProductResponseSchema, productReply())).toString("base64");
  const all = ["logging", "metrics", "access", "validation"];
  const variant = (name: string, command: string[], env: Record<string, string> = {}): Variant => {
    return { name, command, env, microseconds: [] };
  };
  return [
    variant("grpc-go", [go, "serve", "-reply", reply]),
    variant("grpc-js, protobuf-es", node("bare")),
    variant("kit, no interceptors", node("kit")),
    ...all.map((name, index) =>
      variant(
        index === all.length - 1 ? `+ ${name} = a service` : `+ ${name}`,
        node("kit", ...all.slice(0, index + 1)),
      ),
    ),
    variant("the same, a log line a call", node("kit", ...all), { LOG_LEVEL: "debug" }),
  ];
}

async function load(go: string, address: string, calls: number): Promise<void> {
  const args = ["load", "-address", address, "-calls", String(calls), "-in-flight", String(IN_FLIGHT)];
  const [file = "", ...rest] = pinned(CLIENT_CORE, [go, ...args, "-product", PRODUCT_ID]);
  await promisify(execFile)(file, rest, { timeout: 300_000 });
}
