// How many, and into the cart. Pressed again after an answer was lost, it adds once.
import type { Product } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { useState } from "react";
import { useAddToCart } from "../../api/cart.ts";
import { isTransient } from "../../api/errors.ts";
import { useRequestIds } from "../../api/request-ids.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { usePreferences } from "../../i18n/use-preferences.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { classes } from "../../ui/classes.ts";
import { Failure } from "../../ui/failure.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Quantity } from "../../ui/quantity.tsx";
import { toast } from "../../ui/toasts.tsx";
import styles from "./buy-box.module.css";
import type { Seller } from "./choice.ts";

const messages = defineMessages({
  en: {
    add: "Add to cart",
    adding: "Adding",
    soldOut: "Sold out",
    added: (title: string) => `${title} is in your cart.`,
    cart: "See the cart",
  },
  ko: {
    add: "장바구니에 담기",
    adding: "담는 중",
    soldOut: "품절",
    added: (title: string) => `${title} 상품을 장바구니에 담았습니다.`,
    cart: "장바구니 보기",
  },
});

export function AddToCart({
  product: { productId, title },
  optionId,
  seller,
  available,
  left,
  quantity,
  setQuantity,
}: {
  readonly product: Product;
  readonly optionId: string;
  readonly seller: Seller;
  readonly available: boolean;
  /** Pieces that are left, where they are few. */
  readonly left: number | undefined;
  readonly quantity: number;
  readonly setQuantity: (quantity: number) => void;
}) {
  const t = useMessages(messages);
  const { currency } = usePreferences();
  const requestIds = useRequestIds();
  const [added, setAdded] = useState(false);
  const { mutate, isPending, error, reset } = useAddToCart();
  const buyable = available && seller.price !== undefined;

  const add = () => {
    const item = {
      productId,
      purchaseOptionId: optionId,
      sellerId: seller.sellerId,
      quantity,
      currencyCode: currency,
    };
    const requestId = requestIds.of(JSON.stringify(item));
    const onSuccess = () => {
      requestIds.done();
      setAdded(true);
      setQuantity(1);
      toast(t.added(title));
    };
    mutate({ ...item, requestId }, { onSuccess });
  };
  const change = (next: number) => {
    reset();
    setQuantity(next);
  };

  return (
    <div className={classes(styles.add, buyable && styles.atHand)}>
      {buyable && <Quantity of={title} value={quantity} onChange={change} {...(left && { max: left })} />}
      <div className={styles.button}>
        <Button size="l" wide busy={isPending} disabled={!buyable} onClick={add}>
          <Icon name="cart" />
          {available ? (isPending ? t.adding : t.add) : t.soldOut}
        </Button>
      </div>
      {added && (
        <div className={styles.whole}>
          <ButtonLink href="/cart" kind="secondary" wide>
            {t.cart}
          </ButtonLink>
        </div>
      )}
      {error && (
        <div className={styles.whole}>
          <Failure error={error} onRetry={isTransient(error) ? add : undefined} />
        </div>
      )}
    </div>
  );
}
