// A cart service to test: its own process, with a NATS of its own for its consumer's sake; the catalog is a fake.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Client } from "@connectrpc/connect";
import { type Cart, CartService } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { clientOf, openTestBroker, startOwnNats } from "@meshmart/kit/testing";
import { startProcess } from "@meshmart/kit/testing-process";
import { createTestTokens } from "@meshmart/kit/testing-tokens";
import { address as catalog } from "./fake-catalog.ts";

export { outcome } from "@meshmart/kit/testing";

export const soon = { timeout: 10_000, interval: 10 };

const { natsUrl } = await startOwnNats();
export const broker = await openTestBroker(natsUrl);
const tokens = await createTestTokens(broker);

/** An instance of the service. */
export function startCart(env: Record<string, string> = {}) {
  const main = join(import.meta.dirname, "../src/main.ts");
  return startProcess(main, { NATS_URL: natsUrl, MESH_TARGET: catalog, ...env });
}

export const service = await startCart();

export type CartClient = Client<typeof CartService>;

/** Cart as a signed-in customer calls it, who was this guest before. */
export function asCustomer(customerId: string = randomUUID(), guestId?: string, address = service.address): CartClient {
  return clientOf(CartService, address, { token: tokens.of(customerId), ...(guestId !== undefined && { guestId }) });
}

export function asGuest(guestId: string = randomUUID(), address = service.address): CartClient {
  return clientOf(CartService, address, { guestId });
}

/** Adds pieces, each time by a request of its own. */
export async function add(client: CartClient, productId: string, quantity = 1): Promise<Cart> {
  return (await client.addCartItem({ requestId: randomUUID(), productId, quantity })).cart!;
}

export async function read(client: CartClient, currencyCode = ""): Promise<Cart> {
  return (await client.getCart({ currencyCode })).cart!;
}

/** Pieces by product. */
export function piecesIn({ items }: Pick<Cart, "items">): Record<string, number> {
  return Object.fromEntries(items.map(({ productId, quantity }) => [productId, quantity]));
}
