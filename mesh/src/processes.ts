// The one list of what a mesh runs, in the order of need. Everything else about starting, stopping, databases and `mesh ps` follows from it.

import type { Layer } from "./runnable.ts";

export interface ProcessSpec {
  name: string;
  language: "typescript" | "go" | "python" | "server";
  layer: Layer;
  /** TypeScript: a file that Node runs; Go: a program under .mesh/bin; Python: a package. The servers bring their own commands. */
  entry?: string;
  /** Must be ready before this one is started. */
  needs: readonly string[];
  /** Must run too, but this one starts without it: gRPC clients find discovery when they first call. */
  alongside?: readonly string[];
  /** Has a database of its own name. */
  database?: boolean;
  /** Always the same port, so that it can restart without a word to those who dial it; such a process runs once. */
  fixedPort?: "PORT" | "GATEWAY_PORT";
  env?: Record<string, string>;
  /** Variables that whoever starts the mesh may set otherwise. */
  defaults?: Record<string, string>;
  /** Keeps files of its own, in the folder that DATA_DIR names; such a process runs once. */
  dataFolder?: boolean;
}

const typescript = {
  language: "typescript",
  layer: "service",
  needs: ["nats", "postgres"],
  alongside: ["discovery"],
  database: true,
} as const;

export const processes: readonly ProcessSpec[] = [
  { name: "nats", language: "server", layer: "server", needs: [] },
  { name: "postgres", language: "server", layer: "server", needs: [] },
  {
    name: "discovery",
    language: "go",
    layer: "control",
    entry: "discovery",
    needs: ["nats"],
    fixedPort: "PORT",
    env: { CONTRACT: "gen/contract.binpb" },
  },
  {
    name: "identity",
    ...typescript,
    entry: "services/identity/src/main.ts",
    defaults: { DEMO_ACCOUNTS: "on", REDIS_URL: "", TOKEN_KEY_SECRET: "" },
  },
  { name: "catalog", ...typescript, entry: "services/catalog/src/main.ts" },
  {
    name: "cart",
    ...typescript,
    entry: "services/cart/src/main.ts",
    needs: ["nats"],
    database: false,
    defaults: { REDIS_URL: "" },
  },
  { name: "promotions", ...typescript, entry: "services/promotions/src/main.ts" },
  { name: "inventory", ...typescript, entry: "services/inventory/src/main.ts" },
  { name: "ordering", ...typescript, entry: "services/ordering/src/main.ts" },
  { name: "payment", ...typescript, entry: "services/payment/src/main.ts" },
  {
    name: "shipping",
    ...typescript,
    language: "go",
    entry: "shipping",
    // The simulated carrier: parcels leave and arrive while somebody watches.
    defaults: { CARRIER_DISPATCH_MS: "20000", CARRIER_DELIVER_MS: "20000" },
  },
  { name: "reviews", ...typescript, entry: "services/reviews/src/main.ts" },
  {
    name: "recommendations",
    language: "python",
    layer: "service",
    entry: "recommendations",
    needs: ["nats"],
    alongside: ["discovery"],
    dataFolder: true,
  },
  {
    name: "gateway",
    language: "typescript",
    layer: "edge",
    entry: "gateway/src/main.ts",
    needs: ["nats", "discovery"],
    fixedPort: "GATEWAY_PORT",
  },
];

/** A process of the list under the name it runs by: "ordering", and "ordering-2" for a second instance. */
export interface Named {
  name: string;
  spec: ProcessSpec;
}

export interface Selection {
  /** Names to run, with what they need; all without it. */
  only?: string[] | undefined;
  /** How many instances of a service; 1 without it. */
  scale?: Record<string, number> | undefined;
}

/** The processes to run, or one sentence on what is wrong with the selection. */
export function select({ only, scale = {} }: Selection, all = processes): Named[] {
  for (const name of [...(only ?? []), ...Object.keys(scale)]) {
    if (!all.some((spec) => spec.name === name)) {
      throw new Error(`There is no process "${name}". There are: ${all.map((spec) => spec.name).join(", ")}.`);
    }
  }
  const wanted = new Set(only ?? all.map((spec) => spec.name));
  // Backwards, as each stands after what it needs.
  for (const { name, needs, alongside = [] } of all.toReversed()) {
    if (wanted.has(name)) for (const need of [...needs, ...alongside]) wanted.add(need);
  }
  return all
    .filter((spec) => wanted.has(spec.name))
    .flatMap((spec) => {
      const count = scale[spec.name] ?? 1;
      if (!Number.isInteger(count) || count < 0 || count > 20) {
        throw new Error(`${spec.name}=${count} in MESH_SCALE: give a whole number from 0 to 20.`);
      }
      if (count > 1 && isSingle(spec)) {
        throw new Error(`${spec.name} has a port or a folder of its own and runs once. Take it out of MESH_SCALE.`);
      }
      return Array.from({ length: count }, (_, i) => ({ name: i ? `${spec.name}-${i + 1}` : spec.name, spec }));
    });
}

/** Whether two instances would be in each other's way, be it for the moment of a restart. */
export function isSingle({ fixedPort, dataFolder, language }: ProcessSpec): boolean {
  return fixedPort !== undefined || dataFolder === true || language === "server";
}

/** Reads MESH_ONLY="nats,postgres" and MESH_SCALE="ordering=2,catalog=3". */
export function selectionFrom(env: NodeJS.ProcessEnv): Selection {
  const list = (text = "") =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean);
  const only = list(env.MESH_ONLY);
  const scale = list(env.MESH_SCALE).map((part) => part.split("="));
  return {
    only: only.length > 0 ? only : undefined,
    scale: Object.fromEntries(scale.map(([name = "", count]) => [name, Number(count)])),
  };
}
