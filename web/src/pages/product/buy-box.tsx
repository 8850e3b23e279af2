// What it costs and how it is bought: the way to buy it, the seller, how many, and into the cart.
import type { GetProductPageResponse } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Badge } from "../../ui/badge.tsx";
import { Part } from "../../ui/part.tsx";
import { AddToCart } from "./add-to-cart.tsx";
import styles from "./buy-box.module.css";
import { PurchaseOptions } from "./purchase-options.tsx";
import { Sellers } from "./sellers.tsx";
import type { Choosing } from "./use-choice.ts";

const messages = defineMessages({
  en: {
    price: "Price",
    by: (seller: string) => `sold by ${seller}`,
    otherCurrency: "Not sold in this currency",
    soldOut: "Sold out",
    soldOutText: "There is none left at the moment.",
    left: (count: number) => `Only ${count} left`,
    few: "Only a few left",
    inStock: "In stock",
    offersAway: "Other sellers' offers cannot be shown right now.",
    stockAway: "The exact stock cannot be shown right now.",
  },
  ko: {
    price: "가격",
    by: (seller: string) => `판매자 ${seller}`,
    otherCurrency: "이 통화로는 판매하지 않습니다",
    soldOut: "품절",
    soldOutText: "현재 남은 재고가 없습니다.",
    left: (count: number) => `${count}개 남음`,
    few: "품절 임박",
    inStock: "재고 있음",
    offersAway: "지금은 다른 판매자의 상품을 불러올 수 없습니다.",
    stockAway: "지금은 정확한 재고를 확인할 수 없습니다.",
  },
});

export function BuyBox({
  page,
  choosing,
  quantity,
  setQuantity,
}: {
  readonly page: GetProductPageResponse;
  readonly choosing: Choosing;
  readonly quantity: number;
  readonly setQuantity: (quantity: number) => void;
}) {
  const t = useMessages(messages);
  const { money } = useFormat();
  const { option, seller } = choosing;
  const product = page.product!;
  // What lists know of it, until the stock itself is there.
  const available = page.stock?.available ?? product.available;
  return (
    <div className={styles.box}>
      <p className={styles.price} aria-live="polite">
        <span className="visually-hidden">{t.price}</span>
        {seller.price ? <strong>{money(seller.price)}</strong> : <Badge>{t.otherCurrency}</Badge>}
        {seller.sellerName && <span className={styles.by}>{t.by(seller.sellerName)}</span>}
      </p>
      <PurchaseOptions options={product.purchaseOptions} chosen={option} onChoose={choosing.chooseOption} />
      <Part of={page.offers} away={t.offersAway}>
        <Sellers sellers={choosing.sellers} chosen={seller} loading={!page.offers} onChoose={choosing.chooseSeller} />
      </Part>
      <div className={styles.stock} role="status">
        {page.stock && seller.price && (
          <Part of={page.stock} keep away={t.stockAway}>
            <Stock {...page.stock} />
          </Part>
        )}
      </div>
      <AddToCart
        // What went wrong with one choice is not said of another.
        key={`${option?.purchaseOptionId}/${seller.sellerId}`}
        product={product}
        optionId={option?.purchaseOptionId ?? ""}
        seller={seller}
        available={available}
        left={page.stock?.low ? page.stock.left : undefined}
        quantity={quantity}
        setQuantity={setQuantity}
      />
    </div>
  );
}

function Stock({
  available,
  low,
  left,
}: {
  readonly available: boolean;
  readonly low: boolean;
  readonly left: number;
}) {
  const t = useMessages(messages);
  if (!available) {
    return (
      <>
        <Badge kind="bad">{t.soldOut}</Badge> <span>{t.soldOutText}</span>
      </>
    );
  }
  return <Badge kind={low ? "warn" : "good"}>{low ? (left > 0 ? t.left(left) : t.few) : t.inStock}</Badge>;
}
