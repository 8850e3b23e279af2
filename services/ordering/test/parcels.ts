// What shipping tells about parcels, as ordering receives it.
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  ShipmentBookedSchema,
  ShipmentDeliveredSchema,
  ShipmentDispatchedSchema,
} from "@meshmart/gen/meshmart/shipping/v1/shipping_events_pb";
import { type EncodedEvent, encodeEvent } from "@meshmart/kit/events";
import { publishEvent } from "@meshmart/kit/testing";
import { expect, vi } from "vitest";
import { broker, soon, sql } from "./ordering.ts";

export const booked = (orderId: string) => encodeEvent(ShipmentBookedSchema, { orderId, trackingNumber: "KR-1" });
export const dispatched = (orderId: string, at = new Date()) =>
  encodeEvent(ShipmentDispatchedSchema, { orderId, trackingNumber: "KR-1", dispatchTime: timestampFromDate(at) });
export const delivered = (orderId: string, at = new Date()) =>
  encodeEvent(ShipmentDeliveredSchema, { orderId, deliveryTime: timestampFromDate(at) });

/** Publishes, and waits until ordering has taken each of them in. */
export async function tell(...events: EncodedEvent[]): Promise<void> {
  for (const event of events) await publishEvent(broker, event);
  const ids = events.map(({ eventId }) => eventId);
  await vi.waitFor(async () => {
    expect(await sql`select 1 from inbox where event_id = any(${ids}::uuid[])`).toHaveLength(ids.length);
  }, soon);
}
