// The carrier's scanner: a service of the mesh, so it speaks to shipping itself.
import { createClient } from "@connectrpc/connect";
import { type Shipment_State, ShippingService } from "@meshmart/gen/meshmart/shipping/v1/shipping_pb";
import { createChannel } from "@meshmart/kit/channel";
import { createGrpcTransport } from "@meshmart/kit/transport";
import { processes } from "./mesh.ts";

export async function scan(orderId: string, state: Shipment_State): Promise<void> {
  const shipping = (await processes()).find(({ service }) => service === "shipping")!;
  const channel = createChannel("shipping", shipping.address!);
  const transport = createGrpcTransport({ client: channel, headers: { "x-mesh-service": "carrier" } });
  await createClient(ShippingService, transport).recordCarrierScan({ orderId, state });
  channel.close();
}
