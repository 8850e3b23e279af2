// Real NATS and PostgreSQL for the tests of single services: started once, used by every test file, each with a database of its own.
import { startServers } from "@meshmart/mesh/servers";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    natsUrl: string;
    /** The administrator's. Test files make their own databases with it (createDatabase). */
    adminDatabaseUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers = await startServers();
  project.provide("natsUrl", servers.natsUrl);
  project.provide("adminDatabaseUrl", servers.databaseUrl);
  return () => servers.stop();
}
