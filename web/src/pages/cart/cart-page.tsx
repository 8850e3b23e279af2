// The cart of a guest or a customer: what somebody means to buy, at today's prices.

import { reasonOf } from "../../api/errors.ts";
import { useProducts } from "../../api/products.ts";
import { useSession } from "../../api/use-session.ts";
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { PageLoading } from "../../shell/page-loading.tsx";
import { useTitle } from "../../shell/use-title.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Notice } from "../../ui/notice.tsx";
import { CartLine } from "./cart-line.tsx";
import styles from "./cart-page.module.css";
import { CartSummary } from "./cart-summary.tsx";
import { RemovedLine } from "./removed-line.tsx";
import { useCartLines } from "./use-cart-lines.ts";

const messages = defineMessages({
  en: {
    title: "Cart",
    items: "Items in your cart",
    empty: "Your cart is empty",
    emptyText: "What you add stays here for 30 days, on this device or in your account.",
    shop: "Look around",
    unpriced: "Today's prices are not here yet.",
    unpricedText: "Shown is what the items cost when you added them. The sum follows as soon as prices are back.",
  },
  ko: {
    title: "장바구니",
    items: "장바구니에 담긴 상품",
    empty: "장바구니가 비어 있습니다",
    emptyText: "담은 상품은 이 기기나 계정에 30일 동안 보관됩니다.",
    shop: "상품 둘러보기",
    unpriced: "지금은 오늘의 가격을 불러올 수 없습니다.",
    unpricedText: "담으실 때의 가격을 보여 드립니다. 가격을 불러오는 대로 합계를 알려 드립니다.",
  },
});

export default function CartPage() {
  const t = useMessages(messages);
  useTitle(t.title);
  return (
    <>
      <h1>{t.title}</h1>
      <div className={styles.content}>
        {/* Another customer's lines are none of this one's. */}
        <CartContent key={useSession()?.customerId ?? "guest"} />
      </div>
    </>
  );
}

function CartContent() {
  const t = useMessages(messages);
  const describe = useErrorMessage();
  const { cart, slots, wanted, failed, setQuantity, undo, undoing } = useCartLines();
  const products = useProducts(slots.map(({ item, removed }) => (item ?? removed)!.productId));
  const { data, error, refetch } = cart;
  if (!data?.cart) return error ? <Failure error={error} onRetry={refetch} /> : <PageLoading />;
  const { items, subtotal, priced, itemCount } = data.cart;
  if (slots.length === 0) {
    return (
      <Empty icon="cart" title={t.empty} action={<ButtonLink href="/">{t.shop}</ButtonLink>}>
        {t.emptyText}
      </Empty>
    );
  }
  const conflict = failed && reasonOf(failed.error) === "CART_CHANGED";
  return (
    <div className={styles.page}>
      <div className={styles.lines}>
        {!priced && (
          <Notice kind="warn" title={t.unpriced}>
            {t.unpricedText}
          </Notice>
        )}
        {conflict && <Notice kind="warn">{describe(failed.error)}</Notice>}
        <ul className={styles.list} aria-label={t.items}>
          {slots.map((slot) => {
            const { key, item, removed } = slot;
            const lineError = failed?.key === key && !conflict ? failed.error : undefined;
            const gone = !item || wanted.get(key) === 0;
            return (
              <li key={key} className={styles.slot}>
                {gone ? (
                  <RemovedLine
                    item={(removed ?? item)!}
                    busy={undoing || item !== undefined}
                    error={lineError}
                    onUndo={() => undo(slot)}
                  />
                ) : (
                  <CartLine
                    item={item}
                    category={products.find(item.productId)?.category}
                    option={products.optionTitle(item)}
                    wanted={wanted.get(key)}
                    error={lineError}
                    onQuantity={(quantity) => setQuantity(item, quantity)}
                  />
                )}
              </li>
            );
          })}
        </ul>
      </div>
      {items.length > 0 && (
        <CartSummary
          itemCount={itemCount}
          subtotal={subtotal}
          changing={wanted.size > 0}
          canCheckOut={items.some(({ available }) => available)}
        />
      )}
    </div>
  );
}
