// The coupon that a visitor picked on a product's page, kept in this tab until the checkout asks for it. A code is no secret; what it takes
// off is the mesh's to say.
import { useSyncExternalStore } from "react";

const KEY = "meshmart.coupon";

const listeners = new Set<() => void>();

export const chosenCoupon = {
  /** Empty: none. */
  get code(): string {
    return sessionStorage.getItem(KEY) ?? "";
  },
  choose(code: string): void {
    if (code) sessionStorage.setItem(KEY, code);
    else sessionStorage.removeItem(KEY);
    for (const listener of listeners) listener();
  },
};

export function useChosenCoupon(): string {
  return useSyncExternalStore(subscribe, () => chosenCoupon.code);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
