import { join } from "node:path";
import { IdentityService } from "@meshmart/gen/meshmart/identity/v1/identity_pb";
import { boot } from "@meshmart/kit/boot";
import { openKeyValueStore } from "@meshmart/kit/key-value";
import { EVENT_TABLES } from "@meshmart/kit/migrate";
import { startRelay } from "@meshmart/kit/relay";
import { route, runService, stopOnSignal } from "@meshmart/kit/service";
import { createAttemptStore, startPruning } from "./attempt-store.ts";
import { createCustomerStore } from "./customer-store.ts";
import { addDemoAccounts, hasDemoAccounts } from "./demo-accounts.ts";
import { createIdentityRpc } from "./identity-rpc.ts";
import { startKeyRotation } from "./key-rotation.ts";
import { createPasswordHashes } from "./password-hash.ts";
import { SESSION_MS } from "./session.ts";
import { createSessionStore } from "./session-store.ts";
import { readSettings } from "./settings.ts";
import { createSignIn } from "./sign-in.ts";
import { createTokenKeyStore } from "./token-key-store.ts";

const migrations = join(import.meta.dirname, "../migrations");
const { config, log, sql, broker } = await boot("identity", { ...EVENT_TABLES, identity: migrations });
const { demoAccounts, tokenKeySecret, times } = readSettings();

const relay = startRelay({ sql, broker, domain: "identity", log });
const customers = createCustomerStore(sql, relay.nudge);
const attempts = createAttemptStore(sql);
const passwords = createPasswordHashes();
if (demoAccounts) await addDemoAccounts(customers, passwords, new Date());
else if (await hasDemoAccounts(customers)) log.warn("DEMO_ACCOUNTS is off, but the database has them: delete them");

const keyValues = await openKeyValueStore({ broker, bucket: "sessions", ttlMs: SESSION_MS });
const sessions = createSessionStore(keyValues);
const keys = await startKeyRotation({ store: createTokenKeyStore(sql, tokenKeySecret), broker, times, log });
const signIn = createSignIn({ customers, attempts, passwords, sessions, keys, tokenMs: times.tokenMs });

const service = await runService({
  config,
  log,
  broker,
  routes: [route(IdentityService, createIdentityRpc({ signIn, customers, sessions, keys }))],
  background: [startPruning(attempts, log), keys, relay],
  close: () => Promise.all([keyValues.close(), sql.end({ timeout: 5 })]).then(() => {}),
});
stopOnSignal(service, log);
