import { join } from "node:path";
import { PromotionsService } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import { boot } from "@meshmart/kit/boot";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { startRelay } from "@meshmart/kit/relay";
import { route, runService, stopOnSignal } from "@meshmart/kit/service";
import { createBannerRpc } from "./banner-rpc.ts";
import { createBannerStore } from "./banner-store.ts";
import { createCouponRpc } from "./coupon-rpc.ts";
import { createCouponStore } from "./coupon-store.ts";
import { createRedemptionStore } from "./redemption-store.ts";

const migrations = join(import.meta.dirname, "../migrations");
const { config, log, sql, broker } = await boot("promotions", { ...EVENT_TABLES, promotions: migrations });
const relay = startRelay({ sql, broker, domain: "promotions", log });
const coupons = createCouponRpc(createCouponStore(sql), createRedemptionStore(sql, relay.nudge));
const banners = createBannerRpc(createBannerStore(sql));

const service = await runService({
  config,
  log,
  broker,
  routes: [route(PromotionsService, { ...coupons, ...banners })],
  background: [relay],
  close: () => sql.end({ timeout: 5 }),
});
stopOnSignal(service, log);
