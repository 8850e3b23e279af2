// The environment of each process, and nothing of it by accident: what a shell or a test runner exports (a PORT, a HOST,
// the administrator's DATABASE_URL) reaches no service.

import { delimiter, join } from "node:path";
import type { ProcessSpec } from "./processes.ts";
import type { DatabaseUrls } from "./provision.ts";
import { root, type State, toolchain, writeWhole } from "./state.ts";

const NOT_INHERITED = [
  "PORT",
  "ADMIN_PORT",
  "HOST",
  "ADVERTISE_HOST",
  "INSTANCE_ID",
  "DATABASE_URL",
  "MIGRATION_DATABASE_URL",
  "NATS_URL",
  "GATEWAY_PORT",
  "NODE_OPTIONS",
  "NODE_V8_COVERAGE",
];

/** Where Python finds the generated code, the kit and the services. */
const PYTHON_FOLDERS = ["gen/python", "kit/python", "services"];

export interface Surroundings {
  state: State;
  natsUrl: string;
  /** The port of discovery, at which every gRPC client asks where the services are. */
  discoveryPort: number;
  gatewayPort: number;
  /** What the caller of the mesh adds for every process. */
  extra: Record<string, string>;
}

/** Writes the file that tells gRPC clients where to ask, once a start. */
export function writeXdsBootstrap(state: State, discoveryPort: number): void {
  const bootstrap = {
    xds_servers: [
      {
        server_uri: `127.0.0.1:${discoveryPort}`,
        channel_creds: [{ type: "insecure" }],
        server_features: ["xds_v3"],
      },
    ],
    // grpc-js insists on a locality.
    node: { id: "meshmart", locality: {} },
  };
  writeWhole(state.path("xds-bootstrap.json"), `${JSON.stringify(bootstrap, null, 2)}\n`);
}

/** What the process sees; INSTANCE_ID tells this start of it from all others. */
export function environmentOf(
  spec: ProcessSpec,
  instanceId: string,
  { state, natsUrl, discoveryPort, gatewayPort, extra }: Surroundings,
  database: DatabaseUrls | undefined,
): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of NOT_INHERITED) delete env[name];
  // Also the mark by which a later start knows its own leftovers: see process-table.ts.
  env.MESH_DIR = state.dir;
  if (spec.language === "server") return env;
  Object.assign(env, {
    INSTANCE_ID: instanceId,
    HOST: "127.0.0.1",
    NATS_URL: natsUrl,
    GRPC_XDS_BOOTSTRAP: state.path("xds-bootstrap.json"),
    ...spec.env,
  });
  for (const name in spec.defaults) env[name] ??= spec.defaults[name];
  if (spec.language === "typescript") env.NODE_COMPILE_CACHE = join(toolchain, "cache");
  if (spec.language === "python") env.PYTHONPATH = PYTHON_FOLDERS.map((folder) => join(root, folder)).join(delimiter);
  if (spec.dataFolder) env.DATA_DIR = state.path("data", spec.name);
  if (database) {
    env.DATABASE_URL = database.databaseUrl;
    env.MIGRATION_DATABASE_URL = database.migrationDatabaseUrl;
  }
  if (spec.fixedPort === "PORT") env.PORT = String(discoveryPort);
  if (spec.fixedPort === "GATEWAY_PORT") env.GATEWAY_PORT = String(gatewayPort);
  return Object.assign(env, extra);
}

/** The command line of one of our programs. */
export function commandOf(spec: ProcessSpec): string[] {
  const entry = spec.entry ?? spec.name;
  if (spec.language === "go") return [join(toolchain, "bin", entry)];
  if (spec.language === "python") return [join(toolchain, "venv/bin/python"), "-m", entry];
  return [process.execPath, "--disable-warning=ExperimentalWarning", join(root, entry)];
}
