// What was bought goes out of the cart by an event, some moments after the order is confirmed: until it has, the count is read again.
import { useEffect } from "react";
import { useCartItemCount, useReloadCart } from "../../api/cart.ts";

const AGAIN_MS = 1_000;
/** After that it is somebody else's business: pages that show the cart read it anyway. */
const MAX_TRIES = 8;

/** @param confirmed whether the order has become so while the page was open */
export function useCartAfterOrder(confirmed: boolean): void {
  const count = useCartItemCount();
  const reload = useReloadCart();
  // biome-ignore lint/correctness/useExhaustiveDependencies: from the confirmation on, and no longer once the count has changed
  useEffect(() => {
    if (!confirmed || !count) return;
    let tries = 0;
    const timer = setInterval(() => {
      if (++tries >= MAX_TRIES) clearInterval(timer);
      void reload();
    }, AGAIN_MS);
    void reload();
    return () => clearInterval(timer);
  }, [confirmed, count]);
}
