// Places the order once, whatever happens on the way: a second press while the first is under way does nothing; what is sent again has the
// same request_id; and when an answer is lost, or the mesh knows the request already, the order that it made is looked for.
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectQueryKey, useTransport } from "@connectrpc/connect-query";
import {
  GetOrderResponseSchema,
  type Order,
  OrderingService,
  type PlaceOrderRequest,
  PlaceOrderRequestSchema,
} from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useLocation } from "wouter";
import { useReloadCart } from "../../api/cart.ts";
import { chosenCoupon } from "../../api/chosen-coupon.ts";
import { isTransient, isUnauthenticated, reasonOf } from "../../api/errors.ts";
import { useViolations } from "../../api/validation.ts";
import { usePreferences } from "../../i18n/use-preferences.ts";
import { dropDraft } from "./draft.ts";
import { findPlaced } from "./find-placed.ts";
import { toPaymentMethod } from "./payment-input.ts";
import { savePlaced } from "./placed.ts";
import type { Checkout } from "./use-checkout.ts";

/** Reasons that are about a line: the cart knows more by now. */
const ABOUT_LINES =
  /^(PRICE_CHANGED|OFFER_NOT_FOUND|PRODUCT_NOT_FOUND|PURCHASE_OPTION_NOT_FOUND|NOT_SOLD_IN_CURRENCY)$/;

export function usePlaceOrder(checkout: Checkout) {
  const { draft, change } = checkout;
  const client = useQueryClient();
  const transport = useTransport();
  const ordering = createClient(OrderingService, transport);
  const { currency } = usePreferences();
  const reloadCart = useReloadCart();
  const violations = useViolations();
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  /** At once, not when the page is next drawn: the second click of two finds it. */
  const placing = useRef(false);

  const show = (order: Order) => {
    const { orderId } = order;
    const key = {
      schema: OrderingService.method.getOrder,
      input: { orderId },
      transport,
      cardinality: "finite" as const,
    };
    client.setQueryData(createConnectQueryKey(key), create(GetOrderResponseSchema, { order }));
    savePlaced({ orderId, address: draft.address, shown: false });
    dropDraft();
    chosenCoupon.choose("");
    navigate(`/orders/${orderId}`, { replace: true });
  };

  const send = async () => {
    const request = toRequest(checkout, currency);
    if (!(await violations.check(PlaceOrderRequestSchema, request))) return;
    // What was there before the first try, not before the second.
    const sent = draft.sent ?? { orderBefore: await newestOrderId(ordering), lines: linesOf(request) };
    change({ sent });
    checkout.acceptNews();
    try {
      const { order } = await ordering.placeOrder(request);
      show(order!);
    } catch (thrown) {
      if (reasonOf(thrown) === "REQUEST_ID_REUSED") {
        // It was placed, and something was changed before it was sent again. There is one order; this is it.
        const { orders } = await ordering.listOrders({});
        const placed = findPlaced(orders, sent) ?? orders[0];
        return placed ? show(placed) : navigate("/orders", { replace: true });
      }
      if (!isUnknown(thrown)) change({ sent: undefined });
      throw thrown;
    }
  };

  return {
    busy,
    error,
    violations,
    show,
    place: async () => {
      if (placing.current) return;
      placing.current = true;
      setBusy(true);
      setError(undefined);
      try {
        await send();
      } catch (thrown) {
        violations.show(thrown);
        // The dialog over the page says so already.
        if (!isUnauthenticated(thrown)) setError(thrown);
        if (ABOUT_LINES.test(reasonOf(thrown))) await reloadCart();
      } finally {
        placing.current = false;
        setBusy(false);
      }
    },
  };
}

export type Placing = ReturnType<typeof usePlaceOrder>;

function toRequest({ draft, secrets, chosen, option, couponCode }: Checkout, currencyCode: string): PlaceOrderRequest {
  const { recipient, line1, line2, city, postalCode, countryCode, phone } = draft.address;
  return create(PlaceOrderRequestSchema, {
    requestId: draft.requestId,
    items: chosen?.lines.map(({ productId, purchaseOptionId, sellerId, quantity, unitPrice }) => ({
      productId,
      purchaseOptionId,
      sellerId,
      quantity,
      expectedUnitPrice: unitPrice,
    })),
    shippingOptionId: option?.shippingOptionId ?? "",
    paymentMethod: toPaymentMethod(draft.method, secrets),
    address: {
      recipient: recipient.trim(),
      addressLines: [line1.trim(), line2.trim()].filter((line, index) => index === 0 || line !== ""),
      city: city.trim(),
      postalCode: postalCode.trim(),
      countryCode,
      phone: phone.trim(),
    },
    currencyCode,
    couponCode,
  });
}

function linesOf({ items }: PlaceOrderRequest) {
  return items.map(({ productId, purchaseOptionId, sellerId, quantity }) => ({
    productId,
    purchaseOptionId,
    sellerId,
    quantity,
  }));
}

async function newestOrderId(ordering: { listOrders(request: { pageSize: number }): Promise<{ orders: Order[] }> }) {
  const { orders } = await ordering.listOrders({ pageSize: 1 });
  return orders[0]?.orderId ?? "";
}

/** Whether the order may have been placed all the same. */
function isUnknown(error: unknown): boolean {
  const { code } = ConnectError.from(error);
  const lost =
    code === Code.DeadlineExceeded || code === Code.Canceled || code === Code.Unknown || code === Code.Internal;
  return lost || isTransient(error);
}
