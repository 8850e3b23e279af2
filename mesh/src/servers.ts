// Real NATS and PostgreSQL alone, for the tests of one service: each test file makes its own database in a few
// milliseconds, with the same two roles that the service has in a mesh.

import { randomBytes } from "node:crypto";
import { type MeshOptions, startMesh } from "./mesh.ts";
import { type DatabaseUrls, databaseUrls, provision } from "./provision.ts";

export interface Servers {
  natsUrl: string;
  /** The administrator's. */
  databaseUrl: string;
  stop(): Promise<void>;
}

/** Starts both. Without a folder they live in a new one in the temp folder, which `stop` removes. */
export async function startServers({ dir }: Pick<MeshOptions, "dir"> = {}): Promise<Servers> {
  const mesh = await startMesh({ dir, only: ["nats", "postgres"] });
  return { natsUrl: mesh.natsUrl, databaseUrl: mesh.adminDatabaseUrl("postgres"), stop: () => mesh.stop() };
}

/**
 * Makes a database with its two roles on a server, given its administrator's URL; callable from any process, such as a
 * test worker that was handed the URL. Without a name it gets one of its own.
 */
export async function createDatabase(
  adminUrl: string,
  name = `test_${randomBytes(6).toString("hex")}`,
): Promise<DatabaseUrls> {
  const password = randomBytes(24).toString("base64url");
  const grants = { password: () => password, ownServer: false };
  await provision(adminUrl, [name], grants);
  return databaseUrls(adminUrl, name, grants);
}
