// A channel to a service by its mesh name. Names are resolved, balanced and watched by xDS inside gRPC itself (discovery serves it);
// MESH_TARGET replaces that: 'dns:///{service}:50051' on Kubernetes, a fixed 'host:port' in a test.
import { type ChannelOptions, Client, type ClientOptions, credentials } from "@grpc/grpc-js";

const DEFAULT_TARGET = "xds:///{service}";

const OPTIONS: ChannelOptions = {
  // A peer that vanished without closing is noticed within 15 s, also while no call is open (grpc-node #2785).
  "grpc.keepalive_time_ms": 10_000,
  "grpc.keepalive_timeout_ms": 5_000,
  "grpc.keepalive_permit_without_calls": 1,
  // A service that comes back is found at once: reconnecting backs off to 1 s, not to gRPC's 2 minutes.
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 1_000,
  // Retries are ours: they know from the contract which calls may be repeated (call.ts).
  "grpc.enable_retries": 0,
  // Nobody asks for gRPC's own counters: interceptors count, and calls are in the traces.
  "grpc.enable_channelz": 0,
  // Over all addresses of a name. With xDS, discovery decides instead.
  "grpc.service_config": JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  "grpc.max_receive_message_length": 4 * 1024 * 1024,
};

/** The gRPC target of a mesh name. */
export function targetOf(service: string, template = process.env.MESH_TARGET ?? DEFAULT_TARGET): string {
  return template.replaceAll("{service}", service);
}

// Loaded only where it is used: the xDS client costs a process 20 MB and a quarter of its start.
if (targetOf("").startsWith("xds:")) {
  const xds = await import("@grpc/grpc-js-xds");
  xds.register();
}

/** One channel; keep it for the life of the process. It connects at the first call. `options` go on top of the kit's own. */
export function createChannel(service: string, target = targetOf(service), options: ClientOptions = {}): Client {
  return new Client(target, credentials.createInsecure(), { ...OPTIONS, ...options });
}
