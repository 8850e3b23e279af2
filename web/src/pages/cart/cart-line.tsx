// A line of the cart. The number may run ahead of the mesh; what it costs never does: until the answer it is shown as being worked out.
import type { CartItem } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { times } from "../../i18n/money.ts";
import { Badge } from "../../ui/badge.tsx";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProductLine } from "../../ui/product-line.tsx";
import { Quantity } from "../../ui/quantity.tsx";
import styles from "./cart-line.module.css";

const messages = defineMessages({
  en: {
    remove: "Remove",
    removeItem: (title: string) => `Remove ${title}`,
    each: (price: string) => `${price} each`,
    was: (before: string) => `It was ${before} when you added it.`,
    unavailable: "Sold out, or not sold in this way any more",
    left: "Not part of the sum below. Remove it, or wait until it is back.",
  },
  ko: {
    remove: "삭제",
    removeItem: (title: string) => `${title} 삭제`,
    each: (price: string) => `개당 ${price}`,
    was: (before: string) => `담으실 때는 ${before}이었습니다.`,
    unavailable: "품절이거나 더 이상 판매하지 않는 상품",
    left: "아래 금액에 포함되지 않습니다. 삭제하거나 다시 입고될 때까지 기다려 주세요.",
  },
});

export function CartLine({
  item,
  category,
  option,
  wanted,
  error,
  onQuantity,
}: {
  readonly item: CartItem;
  readonly category: string | undefined;
  readonly option: string;
  /** The number that was asked for and is not answered yet. */
  readonly wanted: number | undefined;
  readonly error: unknown;
  readonly onQuantity: (quantity: number) => void;
}) {
  const t = useMessages(messages);
  const { money } = useFormat();
  const describe = useErrorMessage();
  const { title, quantity, unitPrice, addedUnitPrice, priceChanged, available } = item;
  const changing = wanted !== undefined && wanted !== quantity;
  const price = available && unitPrice && (
    <span className={classes(styles.price, changing && styles.changing)} aria-busy={changing}>
      {money(times(unitPrice, quantity))}
    </span>
  );
  return (
    <ProductLine item={item} category={category} option={option} end={price}>
      {!available && (
        <>
          <Badge kind="bad">{t.unavailable}</Badge>
          <span className={styles.note}>{t.left}</span>
        </>
      )}
      {available && unitPrice && quantity > 1 && <span className={styles.note}>{t.each(money(unitPrice))}</span>}
      {available && priceChanged && addedUnitPrice && (
        <span className={styles.changed}>
          <Icon name="info" size={16} /> {t.was(money(addedUnitPrice))}
        </span>
      )}
      <span className={styles.actions}>
        {available && <Quantity of={title} value={wanted ?? quantity} onChange={onQuantity} />}
        <button type="button" className={styles.remove} aria-label={t.removeItem(title)} onClick={() => onQuantity(0)}>
          <Icon name="trash" size={18} /> <span>{t.remove}</span>
        </button>
      </span>
      {error !== undefined && (
        <span role="alert" className={styles.error}>
          {describe(error)}
        </span>
      )}
    </ProductLine>
  );
}
