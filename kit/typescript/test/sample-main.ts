// A service's main, as small as one gets, for tests of what the kit does around it. Its one method does what the category says.
import { CatalogService, type ListProductsRequest } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { boot } from "@meshmart/kit/boot";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { type Route, runService, stopOnSignal } from "@meshmart/kit/service";

const modules = process.env.MIGRATIONS ? { sample: process.env.MIGRATIONS } : EVENT_TABLES;
const { config, log, sql, broker } = await boot("catalog", modules);
const acts: Record<string, () => unknown> = {
  slow: () => new Promise((resolve) => setTimeout(resolve, 700)),
  forever: () => new Promise(() => {}),
  boom: () => Promise.reject(new Error("the cause: no cups in the cupboard")),
  uncaught: () => void setTimeout(() => Promise.reject(new Error("nobody waits for this"))),
  card: () =>
    log.info(
      {
        card: { number: "4242424242424242", securityCode: "9173" },
        bankTransfer: { accountNumber: "110987654321" },
        token: "pt_1",
      },
      "careless",
    ),
};

const service = await runService({
  config,
  log,
  broker,
  routes: [
    {
      service: CatalogService,
      impl: {
        async listProducts({ category }: ListProductsRequest) {
          await acts[category]?.();
          return { nextPageToken: category };
        },
        getProduct: () => ({}),
        batchGetProducts: () => ({}),
      } as unknown as Route["impl"],
    },
  ],
  background: [
    { stop: async () => log.info("consumer stopped") },
    { stop: async () => void (await sql`select 1`.then(() => log.info("relay stopped"))) },
  ],
  close: async () => {
    await sql.end({ timeout: 5 });
    log.info("database closed");
  },
});
stopOnSignal(service, log);
