import { join } from "node:path";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { boot } from "@meshmart/kit/boot";
import { type EventHandler, startConsumer } from "@meshmart/kit/consumer";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { startRelay } from "@meshmart/kit/relay";
import { route, runService, stopOnSignal } from "@meshmart/kit/service";
import { createEditRpc } from "./edit-rpc.ts";
import { createImportRpc } from "./import-rpc.ts";
import { createOfferRpc } from "./offer-rpc.ts";
import { createOfferStore } from "./offer-store.ts";
import { createProductEdit } from "./product-edit.ts";
import { availabilityHandlers, ratingHandlers } from "./product-events.ts";
import { createProductImport } from "./product-import.ts";
import { publishUnpublished } from "./product-publishing.ts";
import { createProductRpc } from "./product-rpc.ts";
import { createProductSearch } from "./product-search.ts";
import { createProductStore } from "./product-store.ts";
import { createSearchRpc } from "./search-rpc.ts";
import { createSuggestions } from "./suggestions.ts";

const migrations = join(import.meta.dirname, "../migrations");
const { config, log, sql, broker } = await boot("catalog", { ...EVENT_TABLES, catalog: migrations });
const relay = startRelay({ sql, broker, domain: "catalog", log });
const onCommit = relay.nudge;
const consume = (name: string, handlers: readonly EventHandler[]) =>
  startConsumer({ sql, broker, service: "catalog", name, handlers, onCommit, log });
const availability = consume("availability", availabilityHandlers);
const ratings = consume("ratings", ratingHandlers);
const publishing = publishUnpublished({ sql, onCommit, log });
const products = createProductStore(sql);
const offers = createOfferStore(sql);

const service = await runService({
  config,
  log,
  broker,
  routes: [
    route(CatalogService, {
      ...createProductRpc(products, offers),
      ...createSearchRpc(products, createProductSearch(sql), createSuggestions(sql)),
      ...createOfferRpc(offers),
      ...createEditRpc(createProductEdit(sql, onCommit)),
      ...createImportRpc(createProductImport(sql, onCommit)),
    }),
  ],
  background: [publishing, availability, ratings, relay],
  close: () => sql.end({ timeout: 5 }),
});
stopOnSignal(service, log);
