import { join } from "node:path";
import { ReviewsService } from "@meshmart/gen/meshmart/reviews/v1/reviews_pb";
import { boot } from "@meshmart/kit/boot";
import { startConsumer } from "@meshmart/kit/consumer";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { startRelay } from "@meshmart/kit/relay";
import { route, runService, stopOnSignal } from "@meshmart/kit/service";
import { createReviewCommands } from "./review-commands.ts";
import { deliveryHandlers } from "./review-events.ts";
import { createReviewQueries } from "./review-queries.ts";
import { createReviewsRpc } from "./review-rpc.ts";

const migrations = join(import.meta.dirname, "../migrations");
const { config, log, sql, broker } = await boot("reviews", { ...EVENT_TABLES, reviews: migrations });
const relay = startRelay({ sql, broker, domain: "reviews", log });
const receipts = startConsumer({
  sql,
  broker,
  service: "reviews",
  name: "receipts",
  handlers: deliveryHandlers,
  log,
});
const commands = createReviewCommands(sql, relay.nudge);

const service = await runService({
  config,
  log,
  broker,
  routes: [route(ReviewsService, createReviewsRpc(commands, createReviewQueries(sql)))],
  background: [receipts, relay],
  close: () => sql.end({ timeout: 5 }),
});
stopOnSignal(service, log);
