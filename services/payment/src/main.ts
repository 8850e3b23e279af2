import { join } from "node:path";
import { PaymentService } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { boot } from "@meshmart/kit/boot";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { startRelay } from "@meshmart/kit/relay";
import { route, runService, stopOnSignal } from "@meshmart/kit/service";
import { createLedgerStore } from "./ledger-store.ts";
import { createMethods } from "./methods/registry.ts";
import { createPaymentRpc } from "./payment-rpc.ts";
import { createPayments } from "./payments.ts";
import { createPointsStore } from "./points-store.ts";

const migrations = join(import.meta.dirname, "../migrations");
const { config, log, sql, broker } = await boot("payment", { ...EVENT_TABLES, payment: migrations });
const relay = startRelay({ sql, broker, domain: "payment", log });
const ledger = createLedgerStore(sql, relay.nudge);
const points = createPointsStore(sql);
const methods = createMethods(points);
const payments = createPayments(ledger, methods);

const service = await runService({
  config,
  log,
  broker,
  routes: [route(PaymentService, createPaymentRpc({ payments, ledger, methods, points }))],
  background: [relay],
  close: () => sql.end({ timeout: 5 }),
});
stopOnSignal(service, log);
