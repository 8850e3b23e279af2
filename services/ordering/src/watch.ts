// Tells those who watch an order when to look again: at once after a change made by this instance, each second for the others'.
const POLL_MS = 1_000;

export interface OrderWatch {
  /** An order has changed. */
  notify(orderId: string): void;
  /** Resolves at the order's next change, after a second at the latest, or when the watcher leaves. */
  next(orderId: string, signal: AbortSignal): Promise<void>;
}

export function createOrderWatch(): OrderWatch {
  const waiting = new Map<string, Set<() => void>>();
  return {
    notify(orderId) {
      for (const wake of waiting.get(orderId) ?? []) wake();
    },
    next: (orderId, signal) =>
      new Promise((resolve) => {
        const watchers = waiting.get(orderId) ?? new Set();
        waiting.set(orderId, watchers);
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", wake);
          watchers.delete(wake);
          if (watchers.size === 0) waiting.delete(orderId);
          resolve();
        };
        const timer = setTimeout(wake, POLL_MS);
        watchers.add(wake);
        signal.addEventListener("abort", wake, { once: true });
      }),
  };
}
