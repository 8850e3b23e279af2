// Finds the order that an unanswered PlaceOrder has made, among the customer's orders: newer than the newest before it, with the same
// lines. By what was there before, and not by the time: this machine's clock is not the mesh's.
import type { Order } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { lineKey } from "../../api/lines.ts";
import type { Pieces, Sent } from "./draft.ts";

/** @param orders newest first */
export function findPlaced(orders: readonly Order[], { orderBefore, lines }: Sent): Order | undefined {
  const end = orders.findIndex(({ orderId }) => orderId === orderBefore);
  const since = end < 0 ? orders : orders.slice(0, end);
  const wanted = piecesOf(lines);
  return since.find(({ items }) => piecesOf(items) === wanted);
}

function piecesOf(lines: readonly Pieces[]): string {
  return lines
    .map((line) => `${lineKey(line)}*${line.quantity}`)
    .sort()
    .join();
}
