// A typed client of another service, found by its mesh name. `createMeshClient(InventoryService, "ordering").reserveStock({...})`.
import type { DescService } from "@bufbuild/protobuf";
import { type Client, createClient, type Interceptor } from "@connectrpc/connect";
import { createChannel } from "./channel.ts";
import { meshNameOf } from "./policy.ts";
import { createGrpcTransport } from "./transport.ts";

/** The metadata by which a service names itself to those it calls; in production the mesh's mTLS identity takes its place. */
export const CALLER_HEADER = "x-mesh-service";

export function createMeshClient<S extends DescService>(
  service: S,
  caller: string,
  interceptors: Interceptor[] = [],
): Client<S> {
  const client = createChannel(meshNameOf(service.typeName));
  return createClient(service, createGrpcTransport({ client, headers: { [CALLER_HEADER]: caller }, interceptors }));
}
