// docker-compose.yml says what the runner says: the same processes, in the same order, with the same variables; and it keeps its own
// promises of containment. Checked without an engine, on what docker-compose itself makes of the file.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentOf, type Surroundings, writeXdsBootstrap } from "@meshmart/mesh/environment";
import { type ProcessSpec, processes } from "@meshmart/mesh/processes";
import { databaseUrls } from "@meshmart/mesh/provision";
import { openState, type State } from "@meshmart/mesh/state";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ComposeFile, type ComposeService, readCompose } from "./compose.ts";
import { compose, installLintTools, root } from "./lint-tools.ts";

const ours = processes.filter(({ language }) => language !== "server");
/** Beside the processes of the runner. */
const EXTRA = ["envoy", "provision"];

/** What the runner sets and a container gets in another way, or has no use for. */
const OTHERWISE: Record<string, string | undefined> = {
  GRPC_XDS_BOOTSTRAP: "GRPC_XDS_BOOTSTRAP_CONFIG", // There is no folder to share a file in.
  INSTANCE_ID: undefined, // Each process makes up its own, since `--scale` starts many from one entry.
  MESH_DIR: undefined, // The mark by which a runner knows its own processes.
  NODE_COMPILE_CACHE: undefined, // A container cannot write.
  PYTHONPATH: undefined, // The image says it.
  DATA_DIR: "DATA_DIR", // A volume.
};
/** What only a container must be told, as nobody else chooses its ports. */
const FIXED = ["ADMIN_PORT", "LOG_LEVEL", "PORT"];

let dir: string;
let state: State;
let file: ComposeFile;

beforeAll(() => {
  installLintTools();
  file = readCompose();
  dir = mkdtempSync(join(tmpdir(), "compose-"));
  state = openState(dir);
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

const serviceOf = (name: string): ComposeService => file.services[name]!;
const probed = (name: string) => new URL(serviceOf(name).healthcheck?.test.at(-1) ?? "");

/** What the runner would set for this process, in the network of the containers. */
function runnersEnvironment(spec: ProcessSpec): Record<string, string | undefined> {
  const { PORT } = serviceOf("discovery").environment;
  const natsUrl = "nats://nats:4222";
  const around: Surroundings = { state, natsUrl, discoveryPort: Number(PORT), gatewayPort: 8080, extra: {} };
  const grants = { password: (role: string) => passwordOf(role), ownServer: true };
  const urls = spec.database
    ? databaseUrls("postgres://postgres@postgres:5432/postgres", spec.name, grants)
    : undefined;
  const inherited = process.env;
  process.env = {};
  try {
    return { ...environmentOf(spec, "", around, urls), HOST: "0.0.0.0" };
  } finally {
    process.env = inherited;
  }
}

function passwordOf(role: string): string {
  return serviceOf("provision").environment[`${role.toUpperCase()}_PASSWORD`] ?? "";
}

test("docker-compose accepts the file, as it is and with values of one's own", () => {
  const own = { EDGE_PORT: "80", EDGE_ADDRESS: "0.0.0.0", TAG: "1", POSTGRES_PASSWORD: "x" };
  for (const env of [{}, own]) expect(compose(["config", "-q"], env)).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("it runs every process of the runner, and Envoy and the making of databases besides", () => {
  expect(Object.keys(file.services).sort()).toEqual([...processes.map(({ name }) => name), ...EXTRA].sort());
});

test.for(ours)("$name gets the variables that the runner gives it, with the same meaning", (spec) => {
  const { environment } = serviceOf(spec.name);
  const expected = runnersEnvironment(spec);
  for (const [name, value] of Object.entries(expected)) {
    if (!(name in OTHERWISE)) expect(environment[name], name).toBe(value);
    else if (OTHERWISE[name]) expect(environment).toHaveProperty(OTHERWISE[name]);
  }
  const known = [...Object.keys(expected), ...FIXED, ...Object.values(OTHERWISE)];
  expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
});

test.for(ours)("$name finds discovery where it is, with the bootstrap that the runner writes", ({ name }) => {
  writeXdsBootstrap(state, Number(serviceOf("discovery").environment.PORT));
  const written = readFileSync(state.path("xds-bootstrap.json"), "utf8").replace("127.0.0.1:", "discovery:");
  expect(JSON.parse(serviceOf(name).environment.GRPC_XDS_BOOTSTRAP_CONFIG ?? "")).toEqual(JSON.parse(written));
});

test.for(ours)("$name starts after what it needs is healthy, and runs what it is built from", (spec) => {
  const { depends_on, build, image } = serviceOf(spec.name);
  const expected = Object.fromEntries([
    ...(spec.alongside ?? []).map((name) => [name, "service_started"]),
    ...spec.needs.map((name) => [name, "service_healthy"]),
    ...(spec.database ? [["provision", "service_completed_successfully"]] : []),
  ]);
  expect(Object.fromEntries(Object.entries(depends_on).map(([name, { condition }]) => [name, condition]))).toEqual(
    expected,
  );
  expect(build?.target).toBe(spec.name);
  expect(image).toBe(`meshmart/${spec.name}:dev`);
});

test("Envoy starts after the gateway, and the databases are made once PostgreSQL is up", () => {
  expect(serviceOf("envoy").depends_on).toMatchObject({ gateway: { condition: "service_healthy" } });
  expect(serviceOf("provision").depends_on).toMatchObject({ postgres: { condition: "service_healthy" } });
});

test.for(ours)(
  "$name is asked for its health where it answers, and exposes its ports to its network alone",
  ({ name }) => {
    const { environment, expose, ports } = serviceOf(name);
    expect(probed(name).href).toBe(`http://127.0.0.1:${environment.ADMIN_PORT}/healthz`);
    expect([...expose].sort()).toEqual([environment.ADMIN_PORT, environment.GATEWAY_PORT ?? environment.PORT].sort());
    expect(ports).toBeUndefined();
  },
);

test("only the edge is published, and to this machine", () => {
  const published = Object.entries(file.services).flatMap(([name, { ports = [] }]) =>
    ports.map(({ host_ip, target, published }) => `${name} ${host_ip}:${published}->${target}`),
  );
  expect(published).toEqual(["envoy 127.0.0.1:8000->8000"]);
  expect(file.networks.mesh).toMatchObject({ internal: true });
  const edge = Object.keys(file.services).filter((name) => "edge" in serviceOf(name).networks);
  expect(edge.sort()).toEqual(["envoy", "gateway"]);
});

test.for(["envoy", "gateway"])("the address of %s is the one that envoy/edge.yaml names", (name) => {
  const text = readFileSync(join(root, "envoy/edge.yaml"), "utf8");
  const port = name === "envoy" ? serviceOf("envoy").ports?.[0]?.target : serviceOf("gateway").environment.GATEWAY_PORT;
  expect(text).toContain(`address: ${name === "envoy" ? "0.0.0.0" : name}, port_value: ${port}`);
  expect(text).toContain(`address: 127.0.0.1, port_value: ${probed("envoy").port}`);
});

test("every container is confined, bounded, checked and brought back", () => {
  for (const [name, service] of Object.entries(file.services)) {
    expect(service, name).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      restart: name === "provision" ? "no" : "unless-stopped",
      logging: { options: { "max-size": expect.any(String), "max-file": expect.any(String) } },
      deploy: {
        resources: { limits: { cpus: expect.anything(), memory: expect.anything(), pids: expect.anything() } },
      },
    });
    expect(service.privileged, name).toBeUndefined();
    // Images of ours say it themselves (images.test.ts).
    if (!service.build) expect(service.user, name).toMatch(/^(?!root|0)/);
    if (name !== "provision") expect(service.healthcheck?.test, name).toBeDefined();
    // The kits take 10 s at most to finish calls.
    expect(Number(service.stop_grace_period.replace(/s$/, "")), name).toBeGreaterThan(10);
  }
});
