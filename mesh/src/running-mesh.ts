// A mesh that has been started, to look at, disturb and stop. Names are processes ("ordering-2") or services, which stand
// for all of their instances ("ordering").

import { setTimeout as sleep } from "node:timers/promises";
import type { Assembly } from "./assembly.ts";
import { memoryOf } from "./process-table.ts";
import type { Slot, SlotState } from "./slot.ts";
import type { Supervisor } from "./supervisor.ts";

export interface ProcessStatus {
  name: string;
  service: string;
  instance: string;
  state: SlotState;
  pid: number | undefined;
  /** Where it takes gRPC calls, while it is announced. */
  address: string | undefined;
  /** Where it serves /healthz and /metrics. */
  adminAddress: string | undefined;
  /** How often it was started again, after a death or on demand. */
  restarts: number;
  uptimeMs: number;
  memoryBytes: number;
}

export class RunningMesh {
  readonly dir: string;
  readonly gatewayUrl: string;
  readonly natsUrl: string;
  /** Resolves once the mesh has stopped, whoever asked for it. */
  readonly stopped: Promise<void>;
  #supervisor: Supervisor;
  #assembly: Assembly;
  #cleanUp: () => Promise<void>;
  #stopping: Promise<void> | undefined;
  #markStopped: () => void;

  constructor(
    dir: string,
    gatewayPort: number,
    supervisor: Supervisor,
    assembly: Assembly,
    cleanUp: () => Promise<void>,
  ) {
    this.dir = dir;
    this.gatewayUrl = `http://localhost:${gatewayPort}`;
    this.natsUrl = assembly.natsUrl;
    this.#supervisor = supervisor;
    this.#assembly = assembly;
    this.#cleanUp = cleanUp;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.stopped = promise;
    this.#markStopped = resolve;
  }

  async processes(): Promise<ProcessStatus[]> {
    const { slots } = this.#supervisor;
    const memory = memoryOf(
      slots.flatMap(({ current }) => (current && !current.child.ended ? [current.child.pid] : [])),
    );
    return await Promise.all(slots.map((slot) => this.#statusOf(slot, memory)));
  }

  async #statusOf(
    { name, state, restarts, current, runnable: { service } }: Slot,
    memory: Map<number, number>,
  ): Promise<ProcessStatus> {
    const alive = current && !current.child.ended ? current : undefined;
    const announcement = alive && (await this.#assembly.find(service, alive.id));
    return {
      name,
      service,
      instance: current?.id ?? "",
      state,
      pid: alive?.child.pid,
      address: announcement?.address,
      adminAddress: announcement?.adminAddress,
      restarts,
      uptimeMs: alive ? Date.now() - alive.child.startedAt : 0,
      memoryBytes: alive ? (memory.get(alive.child.pid) ?? 0) : 0,
    };
  }

  /** Sends a signal; SIGKILL without one, and then waits until the process is gone. The mesh starts again what dies. */
  async kill(name: string, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    for (const slot of this.#supervisor.find(name)) await slot.signal(signal);
  }

  /** Puts a new instance in the place of the old one, without a gap for services. Resolves when the old one is gone. */
  async restart(name: string): Promise<void> {
    for (const slot of this.#supervisor.find(name)) await slot.restart();
  }

  /** Freezes a process, as a stalled machine would, until `resume`. */
  async pause(name: string): Promise<void> {
    await this.kill(name, "SIGSTOP");
  }

  async resume(name: string): Promise<void> {
    await this.kill(name, "SIGCONT");
  }

  /** Resolves when every process of the name is ready again; rejects after the time. */
  async untilReady(name: string, timeoutMs = 30_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!this.#supervisor.find(name).every((slot) => slot.state === "ready" && !slot.current?.child.ended)) {
      if (Date.now() > deadline) throw new Error(`${name} was not ready after ${timeoutMs / 1000} s.`);
      await sleep(20);
    }
  }

  /** Where the announced instances of a service take gRPC calls. */
  async addresses(service: string): Promise<string[]> {
    const names = this.#supervisor.find(service).map((slot) => slot.name);
    const statuses = await this.processes();
    return statuses.flatMap(({ name, address }) => (names.includes(name) && address ? [address] : []));
  }

  /** The first of `addresses`; rejects when there is none. */
  async address(service: string): Promise<string> {
    const [first] = await this.addresses(service);
    if (!first) throw new Error(`No instance of ${service} is announced at the moment.`);
    return first;
  }

  /** A service's database, as the administrator of the server. */
  adminDatabaseUrl(service: string): string {
    const url = new URL(this.#assembly.adminUrl);
    url.pathname = `/${service}`;
    return url.href;
  }

  /** Stops everything in order: who takes requests first, who keeps the data last. */
  stop(): Promise<void> {
    return this.#end(() => this.#supervisor.stop());
  }

  /** Ends everything at once, also while a `stop` is waiting. */
  async stopNow(): Promise<void> {
    await Promise.all([this.#supervisor.kill(), this.#end(() => this.#supervisor.kill())]);
  }

  #end(how: () => Promise<void>): Promise<void> {
    this.#stopping ??= how().then(this.#cleanUp).finally(this.#markStopped);
    return this.#stopping;
  }
}
