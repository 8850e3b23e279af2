// Names of the demo shop's ways of shipping. One that is not here is shown as the mesh names it.
import type { ShippingOption } from "@meshmart/gen/meshmart/shipping/v1/shipping_pb";
import { defineMessages, useMessages } from "./messages.ts";

const names = defineMessages({
  en: {
    economy: "Economy",
    standard: "Standard",
    express: "Next day",
    freight: "Freight",
    "international-economy": "International economy",
    international: "International",
    "international-express": "International express",
  },
  ko: {
    economy: "알뜰 배송",
    standard: "일반 배송",
    express: "다음 날 배송",
    freight: "화물 배송",
    "international-economy": "해외 알뜰 배송",
    international: "해외 배송",
    "international-express": "해외 특급 배송",
  },
});

export function useShippingOptionName(): (option: ShippingOption) => string {
  const known: Readonly<Record<string, string>> = useMessages(names);
  return ({ shippingOptionId, title }) => known[shippingOptionId] ?? title;
}
