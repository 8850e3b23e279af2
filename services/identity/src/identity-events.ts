// What identity publishes: that somebody signed up. No address and no name: who needs them asks.
import { CustomerSignedUpSchema } from "@meshmart/gen/meshmart/identity/v1/identity_events_pb";
import { type EncodedEvent, encodeEvent } from "@meshmart/kit/events";

export function customerSignedUp(customerId: string): EncodedEvent {
  return encodeEvent(CustomerSignedUpSchema, { customerId });
}
