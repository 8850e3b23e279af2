// Runs a service: serves its handlers with every interceptor, health, reflection and metrics; announces itself once it can do its
// work; and on SIGTERM leaves without a caller noticing: out of the registry, end the endless streams, finish the calls, stop the
// background work, close.
import { create, createFileRegistry, type DescFile, type DescService, type FileRegistry } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import type * as grpc from "@grpc/grpc-js";
import { Health } from "@meshmart/gen/grpc/health/v1/health_pb";
import { ServerReflection } from "@meshmart/gen/grpc/reflection/v1/reflection_pb";
import { startAdmin } from "./admin.ts";
import { announce } from "./announce.ts";
import type { NatsConnection } from "./broker.ts";
import type { Config } from "./config.ts";
import { createHealth } from "./health.ts";
import type { ServerInterceptor } from "./interceptor.ts";
import { access } from "./interceptors/access.ts";
import { admission } from "./interceptors/admission.ts";
import { logging } from "./interceptors/logging.ts";
import { metrics } from "./interceptors/metrics.ts";
import { validation } from "./interceptors/validation.ts";
import type { Logger } from "./log.ts";
import { methodDefinition } from "./method-definition.ts";
import { createReflection, V1ALPHA_PATH } from "./reflection.ts";
import { addService, createServer, listen, shutdown } from "./serve.ts";
import { watchTokenKeys } from "./token-keys.ts";

const DRAIN_MS = 10_000;
/** Unary calls at once: some seconds of work for a database of ten connections. */
const MAX_CALLS = 500;

/** A service and what answers its calls. */
export interface Route {
  readonly service: DescService;
  readonly impl: Partial<ServiceImpl<DescService>>;
}

export function route<S extends DescService>(service: S, impl: ServiceImpl<S>): Route {
  return { service, impl: impl as Route["impl"] };
}

export interface ServiceOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly broker: NatsConnection;
  readonly routes: readonly Route[];
  /** Work beside the calls (consumers, relay, sagas), stopped in this order once the last call has finished. */
  readonly background?: readonly { stop(): Promise<void> }[];
  /** Closed last. */
  readonly close?: () => Promise<void>;
}

export interface RunningService {
  /** "host:port" of the gRPC server. */
  readonly address: string;
  /** Leaves in order. Called by SIGTERM and SIGINT, and by tests. */
  stop(): Promise<void>;
}

export async function runService(options: ServiceOptions): Promise<RunningService> {
  const { config, log, broker, routes, background = [], close } = options;
  const names = routes.map(({ service }) => service.typeName);
  const health = createHealth(names);
  const tokenKeys = await watchTokenKeys(broker, log);
  const interceptors = [admission(MAX_CALLS), logging(log), metrics, access(tokenKeys), validation];
  const server = createServer();
  const draining = new AbortController();
  for (const { service, impl } of routes)
    addService(server, service, impl, interceptors, { draining: draining.signal });
  addService(server, Health, health.impl, []);
  const files = routes.map(({ service }) => service.file);
  addReflection(
    server,
    [...names, Health.typeName, ServerReflection.typeName],
    registryOf([...files, Health.file, ServerReflection.file]),
  );

  const port = await listen(server, config.host, config.port);
  const admin = await startAdmin(config.host, config.adminPort, () => health.serving);
  health.set(true);
  const address = `${config.advertiseHost}:${port}`;
  const adminAddress = `${config.advertiseHost}:${admin.port}`;
  const { service, instance } = config;
  const startedAt = new Date().toISOString();
  const registration = await announce(
    broker,
    { service, instance, address, adminAddress, pid: process.pid, language: "typescript", startedAt },
    log,
  );
  // Once whoever called this has gone on to stopOnSignal: "ready" means ready to be stopped, too.
  setImmediate(() => log.info({ address, adminAddress }, "ready"));

  const drain = async () => {
    log.info("draining");
    await registration.leave();
    health.set(false);
    // After leaving the registry: whoever opens a stream again finds another instance.
    draining.abort();
    await shutdown(server, DRAIN_MS);
    for (const work of background) await work.stop();
    tokenKeys.stop();
    admin.close();
    await close?.();
    await broker.close();
    log.info("stopped");
  };
  let stopping: Promise<void> | undefined;
  return {
    address,
    stop() {
      stopping ??= drain();
      return stopping;
    },
  };
}

/** Ends the process in order at SIGTERM or SIGINT; at the second one, at once. */
export function stopOnSignal(service: { stop(): Promise<void> }, log: Logger): void {
  let signals = 0;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (++signals > 1) process.exit(1);
      service.stop().then(
        () => process.exit(0),
        (error) => {
          log.error({ err: error }, "could not stop in order");
          process.exit(1);
        },
      );
    });
  }
}

/** Logs what nobody caught, and ends the process: a state that nobody foresaw must not go on serving. */
export function exitOnUncaught(log: Logger): void {
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "uncaught: this process ends and is started again");
    process.exit(1);
  });
}

function addReflection(server: grpc.Server, services: readonly string[], registry: FileRegistry): void {
  const impl = createReflection({ services, registry });
  const interceptors: ServerInterceptor[] = [];
  addService(server, ServerReflection, impl, interceptors);
  addService(server, ServerReflection, impl, interceptors, {
    paths: { [methodDefinition(ServerReflection.method.serverReflectionInfo).path]: V1ALPHA_PATH },
  });
}

/** The files and all that they import. */
export function registryOf(files: readonly DescFile[]): FileRegistry {
  const all = new Set<DescFile>();
  const add = (file: DescFile) => {
    if (all.has(file)) return;
    for (const dependency of file.dependencies) add(dependency);
    all.add(file);
  };
  for (const file of files) add(file);
  return createFileRegistry(create(FileDescriptorSetSchema, { file: [...all].map((file) => file.proto) }));
}
