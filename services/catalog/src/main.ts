import { join } from "node:path";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { boot } from "@meshmart/kit/boot";
import { startConsumer } from "@meshmart/kit/consumer";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { startRelay } from "@meshmart/kit/relay";
import { type Route, runService, stopOnSignal } from "@meshmart/kit/service";
import { availabilityHandlers } from "./product-events.ts";
import { createProductRpc } from "./product-rpc.ts";
import { createProductSearch } from "./product-search.ts";
import { createProductStore } from "./product-store.ts";
import { createSearchRpc } from "./search-rpc.ts";
import { createSuggestions } from "./suggestions.ts";

const migrations = join(import.meta.dirname, "../migrations");
const { config, log, sql, broker } = await boot("catalog", { ...EVENT_TABLES, catalog: migrations });
const relay = startRelay({ sql, broker, domain: "catalog", log });
const availability = startConsumer({
  sql,
  broker,
  service: "catalog",
  name: "availability",
  handlers: availabilityHandlers,
  onCommit: relay.nudge,
  log,
});

const products = createProductStore(sql);

const service = await runService({
  config,
  log,
  broker,
  routes: [
    {
      service: CatalogService,
      impl: {
        ...createProductRpc(products),
        ...createSearchRpc(products, createProductSearch(sql), createSuggestions(sql)),
      } as unknown as Route["impl"],
    },
  ],
  background: [availability, relay],
  close: () => sql.end({ timeout: 5 }),
});
stopOnSignal(service, log);
