// What a product's fields are called, in forms and where two versions of it are compared.
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import type { DraftField } from "./product-draft.ts";

const messages = defineMessages({
  en: {
    title: "Title",
    description: "Description",
    category: "Category",
    sku: "SKU",
    weightGrams: "Weight in grams",
    picturePath: "Picture",
    purchaseOptions: "Ways to buy it",
  } satisfies Record<DraftField, string>,
  ko: {
    title: "상품명",
    description: "설명",
    category: "카테고리",
    sku: "SKU",
    weightGrams: "무게(g)",
    picturePath: "사진",
    purchaseOptions: "구매 옵션",
  },
});

export function useFieldNames(): Readonly<Record<DraftField, string>> {
  return useMessages(messages);
}
