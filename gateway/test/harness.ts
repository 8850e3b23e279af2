// A gateway on a free port: in front of a real gRPC server of the test contract, or of services of the mesh's own.
import "./environment.ts";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createChannel } from "@meshmart/kit/channel";
import { createHealth, type HealthState } from "@meshmart/kit/health";
import { createLogger } from "@meshmart/kit/log";
import { createServer, listen as listenGrpc } from "@meshmart/kit/serve";
import { register } from "prom-client";
import { type Contract, loadContract } from "../src/contract.ts";
import type { Filter, Next } from "../src/filters.ts";
import { createGateway } from "../src/gateway.ts";
import { type Listener, listen } from "../src/listener.ts";
import { publicServices } from "../src/reflection.ts";
import { createUpstream } from "../src/upstream.ts";
import { createWebApp } from "../src/web-app.ts";
import { addEcho, type EchoRecord } from "./echo-service.ts";

export interface TestGateway {
  readonly url: string;
  readonly port: number;
  readonly contract: Contract;
  readonly health: HealthState;
  readonly listener: Listener;
  /** What the service saw. */
  readonly echo: EchoRecord;
  close(): Promise<void>;
}

/** Compiles test/proto against the committed contract: needs the tools of `npm run generate`. */
export function compileTestContract(): Uint8Array {
  const root = join(import.meta.dirname, "../..");
  const directory = mkdtempSync(join(tmpdir(), "echo-"));
  const out = join(directory, "echo.binpb");
  const imports = `--descriptor_set_in=${join(root, "gen/contract.binpb")}`;
  const args = [
    "-m",
    "grpc_tools.protoc",
    imports,
    `-I${join(root, "gateway/test/proto")}`,
    "--include_imports",
    "-o",
    out,
  ];
  execFileSync(join(root, ".mesh/venv/bin/python"), [...args, "test/echo/v1/echo.proto"]);
  const bytes = readFileSync(out);
  rmSync(directory, { recursive: true });
  return bytes;
}

/** A gateway of the committed contract, whose calls go to `upstream`. */
export async function startMeshGateway(
  filtersOf: (contract: Contract) => readonly Filter[],
  upstream: Next,
): Promise<{ url: string; close(): Promise<void> }> {
  const contract = loadContract(readFileSync(join(import.meta.dirname, "../../gen/contract.binpb")));
  const handler = createGateway({
    contract,
    filters: filtersOf(contract),
    upstream,
    health: createHealth([]),
    log: createLogger("gateway", "test"),
  });
  const listener = await listen("127.0.0.1", 0, handler);
  return { url: `http://127.0.0.1:${listener.port}`, close: () => listener.drain(0) };
}

/** With a web app where `webRoot` says where its files are. */
export async function startGateway(filters: readonly Filter[] = [], webRoot?: string): Promise<TestGateway> {
  const contract = loadContract(compileTestContract());
  const server = createServer();
  const echo = addEcho(server, contract.registry);
  const echoPort = await listenGrpc(server, "127.0.0.1", 0);

  const upstream = createUpstream(() => createChannel("echo", `127.0.0.1:${echoPort}`));
  const health = createHealth(publicServices(contract));
  const log = createLogger("gateway", "gateway-test");
  const web = webRoot === undefined ? {} : { web: createWebApp(webRoot) };
  const handler = createGateway({ contract, filters, upstream: upstream.call, ...web, health, log });
  const listener = await listen("127.0.0.1", 0, handler);
  health.set(true);
  return {
    url: `http://127.0.0.1:${listener.port}`,
    port: listener.port,
    contract,
    health,
    listener,
    echo,
    async close() {
      await listener.drain(0);
      upstream.close();
      server.forceShutdown();
      register.clear();
    },
  };
}
