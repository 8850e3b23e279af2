// What the cart costs, as the mesh says it, and the way on.
import type { Money } from "@meshmart/gen/google/type/money_pb";
import { useSession } from "../../api/use-session.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, plural, useMessages } from "../../i18n/messages.ts";
import { Amounts } from "../../ui/amounts.tsx";
import { ButtonLink } from "../../ui/button.tsx";
import { classes } from "../../ui/classes.ts";
import { signInPathTo } from "../account/next-path.ts";
import styles from "./cart-summary.module.css";

const messages = defineMessages({
  en: {
    label: "Sum",
    items: (count: number) => plural(count, "item"),
    subtotal: "Subtotal",
    unknown: "Not known yet",
    later: "Shipping and coupons come next.",
    checkout: "Go to checkout",
    signIn: "Sign in to check out",
    nothing: "None of these items can be bought now.",
  },
  ko: {
    label: "합계",
    items: (count: number) => `상품 ${count}개`,
    subtotal: "상품 금액",
    unknown: "확인 중",
    later: "배송비와 쿠폰은 다음 단계에서 정해집니다.",
    checkout: "주문하기",
    signIn: "로그인하고 주문하기",
    nothing: "지금 구매할 수 있는 상품이 없습니다.",
  },
});

export function CartSummary({
  itemCount,
  subtotal,
  changing,
  canCheckOut,
}: {
  readonly itemCount: number;
  /** Undefined while prices are not today's. */
  readonly subtotal: Money | undefined;
  /** Whether a number was asked for that the subtotal does not have in it yet. */
  readonly changing: boolean;
  readonly canCheckOut: boolean;
}) {
  const t = useMessages(messages);
  const { money } = useFormat();
  const customer = useSession();
  const sum = (
    <span className={classes(changing && styles.changing)} aria-busy={changing} data-subtotal>
      {subtotal ? money(subtotal) : t.unknown}
    </span>
  );
  return (
    <aside className={styles.summary} aria-label={t.label}>
      <p className={styles.soft}>{t.items(itemCount)}</p>
      <div role="status">
        <Amounts amounts={[{ label: t.subtotal, value: sum, kind: "total" }]} />
      </div>
      <p className={styles.soft}>{canCheckOut ? t.later : t.nothing}</p>
      {canCheckOut && (
        <ButtonLink href={customer ? "/checkout" : signInPathTo("/checkout")} size="l" wide>
          {customer ? t.checkout : t.signIn}
        </ButtonLink>
      )}
    </aside>
  );
}
