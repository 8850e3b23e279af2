// A typed client of another service, found by its mesh name. `createMeshClient(InventoryService, "ordering").reserveStock({...})`.
import type { DescService } from "@bufbuild/protobuf";
import { type Client, createClient, type Interceptor } from "@connectrpc/connect";
import { CALLER_HEADER } from "./caller.ts";
import { createChannel } from "./channel.ts";
import { meshNameOf } from "./policy.ts";
import { createGrpcTransport } from "./transport.ts";

export function createMeshClient<S extends DescService>(
  service: S,
  caller: string,
  interceptors: Interceptor[] = [],
): Client<S> {
  const client = createChannel(meshNameOf(service.typeName));
  // Connects now: the first call need not wait for discovery's answer and a connection.
  client.getChannel().getConnectivityState(true);
  return createClient(service, createGrpcTransport({ client, headers: { [CALLER_HEADER]: caller }, interceptors }));
}
