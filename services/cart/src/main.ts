import { CartService } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { bootWithoutDatabase } from "@meshmart/kit/boot";
import { createCircuitBreaker } from "@meshmart/kit/circuit-breaker";
import { createMeshClient } from "@meshmart/kit/client";
import { startIdempotentConsumer } from "@meshmart/kit/idempotent-consumer";
import { openKeyValueStore } from "@meshmart/kit/key-value";
import { route, runService, stopOnSignal } from "@meshmart/kit/service";
import { orderHandlers } from "./cart-events.ts";
import { createCartRpc } from "./cart-rpc.ts";
import { CART_BUCKET, CART_LIFETIME_MS, createCartStore } from "./cart-store.ts";
import { createCatalogProducts } from "./catalog-products.ts";

const { config, log, broker } = await bootWithoutDatabase("cart");
const catalog = createMeshClient(CatalogService, config.service, [createCircuitBreaker("catalog")]);
const entries = await openKeyValueStore({ broker, bucket: CART_BUCKET, ttlMs: CART_LIFETIME_MS });
const store = createCartStore(entries);
const bought = startIdempotentConsumer({
  broker,
  service: "cart",
  name: "bought",
  handlers: orderHandlers(store),
  log,
});

const service = await runService({
  config,
  log,
  broker,
  routes: [route(CartService, createCartRpc(store, createCatalogProducts(catalog, log)))],
  background: [bought],
  close: () => entries.close(),
});
stopOnSignal(service, log);
