// The whole mesh, for journeys and faults: started once, in a folder of its own, on free ports. Two instances of ordering and of
// catalog, so that balancing, failing over and taking over are part of every test.
import { startMesh } from "@meshmart/mesh/mesh";
import postgres from "postgres";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Of the running mesh. */
    gatewayUrl: string;
    /** The mesh's folder: its logs, and the control socket. */
    meshDir: string;
    meshNatsUrl: string;
    /** The database server's administrator. */
    meshDatabaseUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Parcels move when a test says so.
  const env = { CARRIER_DISPATCH_MS: "0", CARRIER_DELIVER_MS: "0" };
  const mesh = await startMesh({ scale: { ordering: 2, catalog: 2 }, env });
  await fillWarehouse(mesh.adminDatabaseUrl("inventory"));
  project.provide("gatewayUrl", mesh.gatewayUrl);
  project.provide("meshDir", mesh.dir);
  project.provide("meshNatsUrl", mesh.natsUrl);
  project.provide("meshDatabaseUrl", mesh.adminDatabaseUrl("postgres"));
  return () => mesh.stop();
}

/** So many pieces that no test runs out by accident; the one-of-a-kind product stays so. */
async function fillWarehouse(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  await sql`update stock set on_hand = 1000000 where on_hand > 1`;
  await sql.end();
}
