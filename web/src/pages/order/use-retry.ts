// Leads back to the checkout with what was ordered and where to: a new order, with a request_id of its own.
import type { Order } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { useLocation } from "wouter";
import { chosenCoupon } from "../../api/chosen-coupon.ts";
import { useReorder } from "../../api/reorder.ts";
import { usePreferences } from "../../i18n/use-preferences.ts";
import { newDraft, saveDraft } from "../checkout/draft.ts";
import { loadPlaced } from "../checkout/placed.ts";

export function useRetry(order: Order) {
  const { busy, fillUp } = useReorder();
  const { country } = usePreferences();
  const [, navigate] = useLocation();
  return {
    busy,
    retry: async (couponCode: string) => {
      // The cart still has what a cancelled order was for, unless somebody has emptied it.
      if ((await fillUp(order)) === 0) return;
      const placed = loadPlaced();
      const address = placed?.orderId === order.orderId ? placed.address : { countryCode: country };
      const only = order.items.map(({ productId, purchaseOptionId, sellerId, quantity }) => ({
        productId,
        purchaseOptionId,
        sellerId,
        quantity,
      }));
      saveDraft({ ...newDraft(address), only });
      chosenCoupon.choose(couponCode);
      navigate("/checkout");
    },
  };
}
