// After a reload while an order was being placed: looks whether it was made, before anything can be ordered again. An order that comes
// later than the look is still no second one: the next try has the same request_id.
import { createClient } from "@connectrpc/connect";
import { useTransport } from "@connectrpc/connect-query";
import { type Order, OrderingService } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { useEffect, useRef, useState } from "react";
import { session } from "../../api/session.ts";
import { pause } from "../../api/transport.ts";
import type { Sent } from "./draft.ts";
import { findPlaced } from "./find-placed.ts";

const LOOK_AGAIN_MS = 1_000;
/** Answers without the order after which there is none. */
const LOOKS = 3;

/** @param sent of the draft that the page began with */
export function useRecovery(
  sent: Sent | undefined,
  on: { readonly found: (order: Order) => void; readonly none: () => void },
): "looking" | "none" | "not-needed" {
  const transport = useTransport();
  const [state, setState] = useState<"looking" | "none" | "not-needed">(sent ? "looking" : "not-needed");
  const first = useRef(sent);
  const handlers = useRef(on);
  useEffect(() => {
    handlers.current = on;
  });

  useEffect(() => {
    const lost = first.current;
    if (!lost) return;
    const gone = new AbortController();
    const { signal } = gone;
    const ordering = createClient(OrderingService, transport);
    const look = async () => {
      for (let looks = 0; looks < LOOKS && !signal.aborted; ) {
        try {
          const { orders } = await ordering.listOrders({}, { signal });
          const order = findPlaced(orders, lost);
          if (signal.aborted) return;
          if (order) return handlers.current.found(order);
          looks++;
        } catch {
          // The mesh is away, or the session has ended and is being begun again. Without an answer nothing is known: look again.
          if (!session.current && session.ending !== "expired") return;
        }
        await pause(LOOK_AGAIN_MS, signal);
      }
      if (signal.aborted) return;
      handlers.current.none();
      setState("none");
    };
    void look();
    return () => gone.abort();
  }, [transport]);

  return state;
}
