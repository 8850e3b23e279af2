// An order that is confirmed takes out of the customer's cart what was bought: that, all of it, and once.
import { randomUUID } from "node:crypto";
import { OrderConfirmedSchema } from "@meshmart/gen/meshmart/ordering/v1/ordering_events_pb";
import { type EncodedEvent, encodeEvent } from "@meshmart/kit/events";
import { pendingEvents, publishEvent } from "@meshmart/kit/testing";
import { expect, it, vi } from "vitest";
import { add, asCustomer, asGuest, broker, piecesIn, read, service, soon, startCart } from "./cart.ts";
import { addProduct } from "./fake-catalog.ts";

function confirmed(customerId: string, productIds: string[], at = new Date()): EncodedEvent {
  const total = { currencyCode: "KRW", units: 1_000n };
  return encodeEvent(OrderConfirmedSchema, { orderId: randomUUID(), customerId, total, productIds }, at);
}

/** Publishes, and waits until cart has acknowledged all that there is. */
async function tell(...events: EncodedEvent[]): Promise<void> {
  for (const event of events) await publishEvent(broker, event, randomUUID());
  await vi.waitFor(async () => expect(await pendingEvents(broker, "ordering", "cart-bought")).toBe(0), soon);
}

it("takes out what was bought, from that customer's cart only", async () => {
  const [customerId, otherId] = [randomUUID(), randomUUID()];
  const [mug, lamp, pen] = [addProduct(), addProduct(), addProduct()];
  for (const client of [asCustomer(customerId), asCustomer(otherId), asGuest(customerId)]) {
    for (const productId of [mug, lamp, pen]) await add(client, productId, 2);
  }
  await tell(confirmed(customerId, [mug.toUpperCase(), pen, randomUUID()]));
  expect(piecesIn(await read(asCustomer(customerId)))).toEqual({ [lamp]: 2 });
  for (const client of [asCustomer(otherId), asGuest(customerId)]) expect((await read(client)).itemCount).toBe(6);
});

it("leaves the pieces that were not bought", async () => {
  const [customerId, mug] = [randomUUID(), addProduct()];
  await add(asCustomer(customerId), mug, 5);
  const total = { currencyCode: "KRW", units: 1_000n };
  const items = [{ productId: mug, quantity: 2 }];
  await tell(encodeEvent(OrderConfirmedSchema, { orderId: randomUUID(), customerId, total, productIds: [mug], items }));
  expect(piecesIn(await read(asCustomer(customerId)))).toEqual({ [mug]: 3 });
});

it("takes out what was bought of a seller, and leaves the shop's own in the cart", async () => {
  const [customerId, mug] = [randomUUID(), addProduct({ offers: { one: { KRW: 900n } } })];
  const client = asCustomer(customerId);
  for (const sellerId of ["", "one"])
    await client.addCartItem({ requestId: randomUUID(), productId: mug, quantity: 2, sellerId });
  const total = { currencyCode: "KRW", units: 900n };
  const items = [{ productId: mug, purchaseOptionId: "standard", sellerId: "one", quantity: 2 }];
  await tell(encodeEvent(OrderConfirmedSchema, { orderId: randomUUID(), customerId, total, productIds: [mug], items }));
  expect((await read(client)).items).toMatchObject([{ sellerId: "", quantity: 2 }]);
});

it("an event that comes twice leaves alone what was added after it, whatever the clocks say", async () => {
  const [customerId, mug] = [randomUUID(), addProduct()];
  const client = asCustomer(customerId);
  await add(client, mug, 2);
  // By ordering's clock it is an hour later.
  const event = confirmed(customerId, [mug], new Date(Date.now() + 3_600_000));
  await tell(event);
  expect((await read(client)).itemCount).toBe(0);
  await add(client, mug, 3);
  const { etag } = await read(client);
  await tell(event, event);
  expect(await read(client)).toMatchObject({ etag, itemCount: 3 });
});

it("an event that comes late leaves alone what was added after the order was confirmed", async () => {
  const [customerId, mug, lamp] = [randomUUID(), addProduct(), addProduct()];
  const client = asCustomer(customerId);
  await add(client, lamp);
  const event = confirmed(customerId, [mug, lamp]);
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(Date.parse(event.headers["ce-time"]!)), soon);
  await add(client, mug);
  await tell(event);
  expect(piecesIn(await read(client))).toEqual({ [mug]: 1 });
});

it("makes no cart for who has none", async () => {
  const [customerId, mug] = [randomUUID(), addProduct()];
  await tell(confirmed(customerId, [mug]));
  expect((await read(asCustomer(customerId))).updateTime).toBeUndefined();
});

it("misses no order that was confirmed while no instance ran", async () => {
  const [customerId, mug] = [randomUUID(), addProduct()];
  const client = asCustomer(customerId);
  await add(client, mug);
  await service.end();
  await publishEvent(broker, confirmed(customerId, [mug]));
  const next = await startCart();
  const again = asCustomer(customerId, undefined, next.address);
  await vi.waitFor(async () => expect((await read(again)).itemCount).toBe(0), soon);
});
