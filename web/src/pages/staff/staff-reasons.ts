// Reasons for which what only staff does is refused.
import { defineMessages } from "../../i18n/messages.ts";

export const staffReasons = defineMessages({
  en: {
    PRODUCT_INVALID: "Some of this product does not fit.",
    SKU_TAKEN: "Another product has this SKU.",
    STOCK_NOT_FOUND: "This product is not stocked yet.",
    HEADER_INVALID: "The first line of the file does not name the columns.",
    CONTENT_TYPE_UNKNOWN: "The file has to be CSV or NDJSON.",
    IMPORT_EMPTY: "The file is empty.",
    PRODUCT_CHANGED: "Somebody else changed this product meanwhile.",
    STOCK_CHANGED: "Somebody else changed this stock meanwhile.",
    STOCK_RESERVED: "More pieces than that are promised to orders.",
  },
  ko: {
    PRODUCT_INVALID: "상품 정보 중 맞지 않는 것이 있습니다.",
    SKU_TAKEN: "다른 상품이 쓰고 있는 SKU입니다.",
    STOCK_NOT_FOUND: "아직 재고를 등록하지 않은 상품입니다.",
    HEADER_INVALID: "파일의 첫 줄에 열 이름이 올바르게 적혀 있지 않습니다.",
    CONTENT_TYPE_UNKNOWN: "CSV 또는 NDJSON 파일만 올릴 수 있습니다.",
    IMPORT_EMPTY: "빈 파일입니다.",
    PRODUCT_CHANGED: "그사이 다른 사람이 이 상품을 바꾸었습니다.",
    STOCK_CHANGED: "그사이 다른 사람이 이 재고를 바꾸었습니다.",
    STOCK_RESERVED: "그보다 많은 수량이 주문에 배정되어 있습니다.",
  },
});
