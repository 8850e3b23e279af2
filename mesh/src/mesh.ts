// Starts a whole mesh: for `mesh start`, the tests and the benches. When startMesh returns, every process is ready; when it
// throws, or `stop` has returned, none is left. Meshes with different folders run side by side.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assemble } from "./assembly.ts";
import { claimControl } from "./control.ts";
import { rotateLogs } from "./log-rotation.ts";
import { holderOf, isFree, keptPort } from "./ports.ts";
import { elsewhereOf } from "./postgres-account.ts";
import { type Selection, select } from "./processes.ts";
import { Running, stopLeftovers } from "./running.ts";
import { RunningMesh } from "./running-mesh.ts";
import { openState, root, type State } from "./state.ts";
import { Supervisor } from "./supervisor.ts";

export type { ProcessStatus } from "./running-mesh.ts";
export type Mesh = RunningMesh;

export interface MeshOptions extends Selection {
  /** The state folder. Without it a new one in the temp folder, which `stop` removes. */
  dir?: string | undefined;
  /** 0, the default, for any free port. */
  gatewayPort?: number | undefined;
  /** Added to the environment of every process of ours. */
  env?: Record<string, string> | undefined;
  /** Servers of your own; NATS_URL and DATABASE_URL (an administrator's) of the environment without it. */
  natsUrl?: string | undefined;
  databaseUrl?: string | undefined;
  /** Hears what happens to the processes, one sentence a call. */
  report?: ((line: string) => void) | undefined;
  /** Hears each part that became ready, and how long it took. */
  progress?: ((name: string, elapsedMs: number) => void) | undefined;
  /** Hears of the mesh before it is ready, so that it can be stopped in the middle of its start. */
  starting?: ((mesh: Mesh) => void) | undefined;
}

export async function startMesh(options: MeshOptions = {}): Promise<Mesh> {
  const selection = select(options);
  const state = openState(options.dir ?? mkdtempSync(join(tmpdir(), "meshmart-")));
  const report = options.report ?? (() => {});
  const cleanups: (() => unknown)[] = [];
  if (!options.dir) cleanups.push(() => removeState(state));
  const cleanUp = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };

  let mesh: Mesh;
  let supervisor: Supervisor;
  try {
    const control = await claimControl(state);
    cleanups.push(() => control.close());
    const leftovers = await stopLeftovers(state);
    if (leftovers.length > 0) report(`Stopped what an earlier mesh had left running: ${leftovers.join(", ")}.`);
    const hasGateway = selection.some(({ spec }) => spec.fixedPort === "GATEWAY_PORT");
    const gatewayPort = hasGateway ? await gatewayPortOf(state, options.gatewayPort ?? 0) : 0;

    const running = new Running(state);
    cleanups.push(() => running.close(), rotateLogs(state.path("logs")));
    const assembly = await assemble(state, selection, { ...options, gatewayPort });
    cleanups.push(() => assembly.close());
    const surroundings = { cwd: root, logFile: state.logFile, running, report };
    supervisor = new Supervisor(assembly.runnables, surroundings, options.progress ?? (() => {}));
    mesh = new RunningMesh(state.dir, gatewayPort, supervisor, assembly, cleanUp);
    control.answer((verb, name) => answer(mesh, verb, name));
  } catch (error) {
    await cleanUp();
    throw error;
  }

  options.starting?.(mesh);
  try {
    await supervisor.start();
  } catch (error) {
    await mesh.stop();
    throw error;
  }
  return mesh;
}

async function answer(mesh: Mesh, verb: string, name: string): Promise<unknown> {
  if (verb === "ping") return null;
  if (verb === "ps") return await mesh.processes();
  if (verb === "kill") return await mesh.kill(name);
  if (verb === "restart") return await mesh.restart(name);
  if (verb === "pause") return await mesh.pause(name);
  if (verb === "resume") return await mesh.resume(name);
  if (verb === "stop") return void mesh.stop(); // Who asked waits for the socket to close.
  throw new Error(`The runner does not know "${verb}".`);
}

/** The gateway's port, free at this moment; throws one sentence where it is taken. */
async function gatewayPortOf(state: State, wanted: number): Promise<number> {
  if (wanted === 0) return await keptPort(state, "gateway");
  if (await isFree(wanted)) return wanted;
  const other = wanted + 1;
  throw new Error(
    `Port ${wanted} is taken by ${holderOf(wanted)}. Stop that, or choose another port: GATEWAY_PORT=${other} npm start`,
  );
}

/** Removes all that a stopped mesh kept. */
function removeState(state: State): void {
  for (const folder of [state.dir, elsewhereOf(state)]) rmSync(folder, { recursive: true, force: true });
}
