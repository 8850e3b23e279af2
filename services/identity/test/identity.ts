// An identity service to test: its own process with a database of its own, called as the gateway calls it.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { IdentityService, type SessionTokens } from "@meshmart/gen/meshmart/identity/v1/identity_pb";
import { clientOf, openTestDatabase, type TestDatabase } from "@meshmart/kit/testing";
import { startProcess } from "@meshmart/kit/testing-process";

export { outcome } from "@meshmart/kit/testing";

export const MAIN = join(import.meta.dirname, "../src/main.ts");
export const PASSWORD = "four plain short words";

/** A service with its database; of two with one database, pass it on. */
export async function startIdentity(env: Record<string, string> = {}, database?: TestDatabase) {
  const its = database ?? (await openTestDatabase());
  const process = await startProcess(MAIN, { ...its.env, ...env });
  /** Calls for nobody, or with an access token. */
  const as = (token?: string) => clientOf(IdentityService, process.address, token === undefined ? {} : { token });
  return { process, database: its, sql: its.sql, as, identity: as() };
}

export function newEmail(): string {
  return `buyer-${randomBytes(6).toString("hex")}@example.com`;
}

export const bearerOf = (tokens: SessionTokens | undefined) => tokens!.accessToken;

export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString());
}

export function headerOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[0]!, "base64url").toString());
}
