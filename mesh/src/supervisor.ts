// Starts the processes of a mesh in the order of their needs, as many at once as these allow, and stops them in the
// order of their layers. When one does not come up, all are stopped and the reason is thrown: a mesh runs whole or not at all.

import type { Layer, Runnable } from "./runnable.ts";
import { layers } from "./runnable.ts";
import { Slot, type SlotSurroundings } from "./slot.ts";

export class Supervisor {
  readonly slots: Slot[];
  #progress: (name: string, elapsedMs: number) => void;

  /** Runnables must come after what they need. `progress` hears each one that becomes ready for the first time. */
  constructor(runnables: Runnable[], around: SlotSurroundings, progress: (name: string, elapsedMs: number) => void) {
    this.slots = runnables.map((runnable) => new Slot(runnable, around));
    this.#progress = progress;
  }

  async start(): Promise<void> {
    const ready = new Map<Slot, Promise<void>>();
    for (const slot of this.slots) {
      const needs = [...ready].filter(([other]) => slot.runnable.needs.includes(other.runnable.service));
      ready.set(
        slot,
        this.#startAfter(
          slot,
          needs.map(([, promise]) => promise),
        ),
      );
    }
    try {
      await Promise.all(ready.values());
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async #startAfter(slot: Slot, needs: Promise<void>[]): Promise<void> {
    await Promise.all(needs);
    const startedAt = Date.now();
    await slot.start();
    this.#progress(slot.name, Date.now() - startedAt);
  }

  /** The slots of a name: "ordering" means every instance of the service, "ordering-1" and "ordering-2" one of them. */
  find(name: string): Slot[] {
    const found = this.slots.filter(
      ({ name: own, runnable: { service } }) => name === service || name === (own === service ? `${service}-1` : own),
    );
    if (found.length > 0) return found;
    throw new Error(`There is no process "${name}". There are: ${this.slots.map((slot) => slot.name).join(", ")}.`);
  }

  async stop(): Promise<void> {
    for (const layer of layers) await Promise.all(this.#of(layer).map((slot) => slot.stop()));
  }

  /** Ends everything without asking. */
  async kill(): Promise<void> {
    await Promise.all(this.slots.map((slot) => slot.kill()));
  }

  #of(layer: Layer): Slot[] {
    return this.slots.filter((slot) => slot.runnable.layer === layer);
  }
}
