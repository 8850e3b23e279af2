// `mesh start`: says what comes up and how long it takes, then stays until Ctrl-C, SIGTERM or `mesh stop`, and stops in order.

import { type Mesh, startMesh } from "../mesh.ts";
import { selectionFrom } from "../processes.ts";
import { defaultDir } from "../state.ts";

/** A terminal's Ctrl-C comes once from the terminal and once more through npm: only a later one means "at once". */
const SAME_SIGNAL_MS = 1_000;

export async function start(): Promise<number> {
  const began = Number(process.env.MESH_BEGAN_AT ?? Date.now());
  let mesh: Mesh | undefined;
  let stopAskedAt = 0;

  const onSignal = () => {
    const now = Date.now();
    if (!stopAskedAt) {
      stopAskedAt = now;
      console.log("\nStopping. Press Ctrl-C once more to end everything at once.");
      void mesh?.stop();
    } else if (now - stopAskedAt > SAME_SIGNAL_MS) void mesh?.stopNow();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);

  try {
    mesh = await startMesh({
      ...selectionFrom(process.env),
      dir: defaultDir,
      gatewayPort: gatewayPortFrom(process.env.GATEWAY_PORT),
      report: (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`),
      progress: (name, elapsedMs) => console.log(`  ${name.padEnd(24)}${seconds(elapsedMs)}`),
      starting: (early) => {
        mesh = early;
        if (stopAskedAt) void early.stop();
      },
    });
  } catch (error) {
    if (!stopAskedAt) throw error;
    console.log("Stopped.");
    return 0;
  }

  await welcome(mesh, began);
  await mesh.stopped;
  console.log(`Stopped. The data stays in ${mesh.dir}.`);
  return 0;
}

async function welcome(mesh: Mesh, began: number): Promise<void> {
  const running = await mesh.processes();
  const mebibytes = running.reduce((sum, { memoryBytes }) => sum + memoryBytes, process.memoryUsage.rss()) / 2 ** 20;
  console.log(
    `\n${running.length} processes in ${seconds(Date.now() - began)}, ${mebibytes.toFixed(0)} MB of memory with the runner.`,
  );
  if (process.env.MESH_ONLY) console.log(`That is a part of Meshmart: MESH_ONLY=${process.env.MESH_ONLY} is set.`);
  const gateway = running.some(({ name }) => name === "gateway");
  if (!gateway) return console.log("Ready. `npx mesh ps` shows it, Ctrl-C stops it.");
  const host = new URL(mesh.gatewayUrl).host;
  console.log(`
Meshmart is ready: ${mesh.gatewayUrl}

  curl ${host}/v1/products             the shop's products as JSON
  grpcurl -plaintext ${host} list      every API, by gRPC reflection
  npx mesh stop                                stops it from elsewhere; here Ctrl-C does
${demoAccounts()}`);
}

/** As services/identity makes them, unless it is told not to. */
function demoAccounts(): string {
  if (process.env.DEMO_ACCOUNTS === "off") return "";
  return `
Demo accounts, for POST /v1/sessions:  demo@meshmart.example   meshmart-demo    a customer
                                       staff@meshmart.example  meshmart-staff   staff
`;
}

function gatewayPortFrom(text = "8080"): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error(`GATEWAY_PORT=${text} is not a port: give a number from 0 (any free one) to 65535.`);
}

function seconds(elapsedMs: number): string {
  return `${(elapsedMs / 1000).toFixed(elapsedMs < 1000 ? 2 : 1)} s`;
}
