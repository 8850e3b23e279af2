// What the supervisor runs: one process, resolved against this mesh's ports, folders and passwords.

/** Stopped in this order, each layer when the one before is gone: first who takes requests, last who keeps the data. */
export const layers = ["edge", "service", "control", "server"] as const;
export type Layer = (typeof layers)[number];

export interface Runnable {
  /** Unique in the mesh: "ordering", "ordering-2". */
  name: string;
  service: string;
  layer: Layer;
  /** Services that must be ready before this one is started. */
  needs: readonly string[];
  command: string[];
  env(instanceId: string): NodeJS.ProcessEnv;
  stopSignal: NodeJS.Signals;
  /** Whether a second instance may run beside the first for a moment; not so where a port or a data folder is fixed. */
  sideBySide: boolean;
  uid?: number | undefined;
  gid?: number | undefined;
  /** Runs before each launch, such as making the data folder. */
  prepare?(): Promise<void>;
  /** Resolves once this instance does its work; rejects only when the signal aborts or trying longer is pointless. */
  ready(instanceId: string, signal: AbortSignal): Promise<void>;
}
