import { join } from "node:path";
import { InventoryService } from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { boot } from "@meshmart/kit/boot";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { startRelay } from "@meshmart/kit/relay";
import { route, runService, stopOnSignal } from "@meshmart/kit/service";
import { createInventoryRpc } from "./stock-rpc.ts";
import { createStockStore } from "./stock-store.ts";

const migrations = join(import.meta.dirname, "../migrations");
const { config, log, sql, broker } = await boot("inventory", { ...EVENT_TABLES, inventory: migrations });
const relay = startRelay({ sql, broker, domain: "inventory", log });
const store = createStockStore(sql, relay.nudge);

const service = await runService({
  config,
  log,
  broker,
  routes: [route(InventoryService, createInventoryRpc(store))],
  background: [relay],
  close: () => sql.end({ timeout: 5 }),
});
stopOnSignal(service, log);
