// The gateway: reads the contract, listens, announces itself, and on SIGTERM finishes what it has begun.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startAdmin } from "@meshmart/kit/admin";
import { announce } from "@meshmart/kit/announce";
import { connectBroker } from "@meshmart/kit/broker";
import { createChannel } from "@meshmart/kit/channel";
import { readConfig, readPort } from "@meshmart/kit/config";
import { createHealth } from "@meshmart/kit/health";
import { createLogger } from "@meshmart/kit/log";
import { exitOnUncaught, stopOnSignal } from "@meshmart/kit/service";
import { watchTokenKeys } from "@meshmart/kit/token-keys";
import { authentication } from "./authentication.ts";
import { browserCookies } from "./browser-cookies.ts";
import { loadContract } from "./contract.ts";
import type { Filter } from "./filters.ts";
import { createGateway } from "./gateway.ts";
import { LIMITS } from "./limits.ts";
import { listen } from "./listener.ts";
import { publicServices } from "./reflection.ts";
import { servedHere } from "./served-here.ts";
import { createStorefront } from "./storefront/storefront.ts";
import { createUpstream } from "./upstream.ts";
import { createWebApp } from "./web-app.ts";

const startedAt = new Date().toISOString();
const config = readConfig("gateway");
const log = createLogger(config.service, config.instance);
exitOnUncaught(log);
const contract = loadContract(
  readFileSync(process.env.CONTRACT ?? new URL("../../gen/contract.binpb", import.meta.url)),
);

const broker = await connectBroker(config.natsUrl, config.instance, log);
const tokenKeys = await watchTokenKeys(broker, log);

/** In order, the first outermost. */
const filters: Filter[] = [authentication(tokenKeys), browserCookies(contract)];

const upstream = createUpstream((service) => createChannel(service));
const storefront = createStorefront();
const web = createWebApp(process.env.WEB_ROOT ?? fileURLToPath(new URL("../../web/dist", import.meta.url)));
const health = createHealth(publicServices(contract));
const handler = createGateway({ contract, filters, upstream: servedHere(storefront, upstream.call), web, health, log });
const admin = await startAdmin(config.host, config.adminPort, () => health.serving);
const listener = await listen(config.host, readPort(process.env, "GATEWAY_PORT", 8080), handler);
health.set(true);

const registration = await announce(
  broker,
  {
    service: config.service,
    instance: config.instance,
    address: `${config.advertiseHost}:${listener.port}`,
    adminAddress: `${config.advertiseHost}:${admin.port}`,
    pid: process.pid,
    language: "typescript",
    startedAt,
  },
  log,
);
log.info({ address: `http://${config.advertiseHost}:${listener.port}`, methods: contract.methods.length }, "ready");

stopOnSignal(
  {
    async stop() {
      log.info("draining");
      await registration.leave();
      health.set(false);
      await listener.drain(LIMITS.drainMs);
      upstream.close();
      tokenKeys.stop();
      admin.close();
      await broker.close();
      log.info("stopped");
    },
  },
  log,
);
