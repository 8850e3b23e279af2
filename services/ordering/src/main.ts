import { join } from "node:path";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { OrderingService } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { PaymentService } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { PromotionsService } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import { ShippingService } from "@meshmart/gen/meshmart/shipping/v1/shipping_pb";
import { boot } from "@meshmart/kit/boot";
import { createMeshClient } from "@meshmart/kit/client";
import { startConsumer } from "@meshmart/kit/consumer";
import { EVENT_TABLES, SAGA_TABLES } from "@meshmart/kit/migrate";
import { startRelay } from "@meshmart/kit/relay";
import { startSagas } from "@meshmart/kit/saga-runner";
import { route, runService, stopOnSignal } from "@meshmart/kit/service";
import { createCancellations } from "./cancellation.ts";
import { createCheckouts } from "./checkout.ts";
import { shippingHandlers } from "./order-events.ts";
import { createOrderingRpc } from "./order-rpc.ts";
import { createOrderStore } from "./order-store.ts";
import { createOrderWatch } from "./watch.ts";

const migrations = join(import.meta.dirname, "../migrations");
const { config, log, sql, broker } = await boot("ordering", { ...EVENT_TABLES, ...SAGA_TABLES, ordering: migrations });
const { instance: owner, service: caller } = config;

const catalog = createMeshClient(CatalogService, caller);
const inventory = createMeshClient(InventoryService, caller);
const payment = createMeshClient(PaymentService, caller);
const promotions = createMeshClient(PromotionsService, caller);
const shipping = createMeshClient(ShippingService, caller);

const relay = startRelay({ sql, broker, domain: "ordering", log });
const watch = createOrderWatch();
const checkouts = createCheckouts({ inventory, payment, promotions, shipping });
const cancellations = createCancellations({ inventory, payment, promotions, shipping });
const sagas = startSagas({
  sql,
  instance: owner,
  definitions: [checkouts.plain, checkouts.withCoupon, ...cancellations],
  onCommit: relay.nudge,
  onChange: watch.notify,
  log,
});
const parcels = startConsumer({
  sql,
  broker,
  service: "ordering",
  name: "parcels",
  handlers: shippingHandlers(watch.notify),
  onCommit: relay.nudge,
  log,
});
const store = createOrderStore(sql, owner);

const service = await runService({
  config,
  log,
  broker,
  routes: [
    route(
      OrderingService,
      createOrderingRpc({ store, catalog, payment, checkouts, sagas, onCommit: relay.nudge }, watch),
    ),
  ],
  background: [sagas, parcels, relay],
  close: () => sql.end({ timeout: 5 }),
});
stopOnSignal(service, log);
