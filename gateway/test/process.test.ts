// The gateway as a process: it announces itself, serves, says so when a service is away, and leaves in good order.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRegistry } from "@meshmart/kit/announce";
import { connectBroker } from "@meshmart/kit/broker";
import { createLogger } from "@meshmart/kit/log";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const root = join(import.meta.dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "gateway-"));
const started: ChildProcess[] = [];
let natsUrl = process.env.NATS_URL ?? "";
let gatewayPort: number;
let output = "";

beforeAll(async () => {
  if (!natsUrl) {
    const port = await freePort();
    natsUrl = `nats://127.0.0.1:${port}`;
    started.push(
      spawn(
        join(root, ".mesh/venv/bin/nats-server"),
        ["-js", "-a", "127.0.0.1", "-p", String(port), "-sd", directory],
        { stdio: "ignore" },
      ),
    );
  }
  gatewayPort = await freePort();
});

afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

test("announces itself once it serves, and leaves the registry before it stops", async () => {
  const unused = await freePort();
  const child = spawn(process.execPath, ["gateway/src/main.ts"], {
    cwd: root,
    env: {
      ...process.env,
      NATS_URL: natsUrl,
      GATEWAY_PORT: String(gatewayPort),
      INSTANCE_ID: "gateway-test0001",
      MESH_TARGET: `127.0.0.1:${unused}`,
      LOG_LEVEL: "info",
    },
  });
  started.push(child);
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.pipe(process.stderr);
  const broker = await connectBroker(natsUrl, "test", createLogger("test", "test"));
  const registry = await openRegistry(broker);
  const entry = async () => (await registry.get("gateway.gateway-test0001"))?.json<Record<string, string>>();
  await vi.waitFor(async () => expect(await entry()).toBeDefined(), { timeout: 20_000, interval: 100 });
  expect(await entry()).toMatchObject({
    service: "gateway",
    address: `127.0.0.1:${gatewayPort}`,
    language: "typescript",
  });

  const url = `http://127.0.0.1:${gatewayPort}`;
  expect((await fetch(`${url}/healthz`)).status).toBe(200);

  // Nothing listens where the services should be: a change is refused at once, a reading waits out its deadline.
  const signIn = await fetch(`${url}/v1/sessions`, {
    method: "POST",
    headers: { "connect-timeout-ms": "300", "content-type": "application/json" },
    body: JSON.stringify({ email: "minji@meshmart.example", password: "correct horse" }),
  });
  expect([503, 504]).toContain(signIn.status);
  const answer = (await signIn.json()) as { message: string; details: unknown[] };
  expect(answer.message).toContain("identity service");
  expect(answer.details[0]).toMatchObject({ domain: "meshmart.gateway" });

  const { adminAddress } = (await entry())!;
  const metrics = await (await fetch(`http://${adminAddress}/metrics`)).text();
  expect(metrics).toMatch(/gateway_requests_total\{route="POST \/v1\/sessions",protocol="rest",code="\w+"\} 1/);

  const left = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  expect(await left).toBe(0);
  const gone = await registry.get("gateway.gateway-test0001");
  expect(gone?.operation).toBe("DEL");
  expect(output).toContain('"msg":"stopped"');
  for (const line of output.trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
  await broker.close();
}, 60_000);

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
