// Who one is to the shop, and the ways on from there.
import { useQuery } from "@connectrpc/connect-query";
import { Customer_Role, IdentityService } from "@meshmart/gen/meshmart/identity/v1/identity_pb";
import { PaymentService } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { Link, useLocation } from "wouter";
import { useSignOut } from "../../api/use-sign-in.ts";
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { SignedIn } from "../../shell/signed-in.tsx";
import { useTitle } from "../../shell/use-title.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import styles from "./account.module.css";
import { Sessions } from "./sessions.tsx";

const messages = defineMessages({
  en: {
    title: "Your account",
    staff: "Staff",
    since: (day: string) => `With us since ${day}`,
    points: "Points",
    pointsHint: "Each is worth ₩1 when you pay in won.",
    orders: "Your orders",
    ordersHint: "Where your parcels are, and what you bought before",
    cart: "Your cart",
    cartHint: "What you have chosen so far",
    manage: "Products and stock",
    manageHint: "What the shop sells, and how many of it",
    signOut: "Sign out",
  },
  ko: {
    title: "내 계정",
    staff: "직원",
    since: (day: string) => `${day} 가입`,
    points: "포인트",
    pointsHint: "원화로 결제할 때 1포인트를 1원처럼 쓸 수 있습니다.",
    orders: "주문 내역",
    ordersHint: "배송 상황과 지난 주문을 볼 수 있습니다",
    cart: "장바구니",
    cartHint: "지금까지 담은 상품",
    manage: "상품과 재고 관리",
    manageHint: "판매할 상품과 수량을 정합니다",
    signOut: "로그아웃",
  },
});

export default function AccountPage() {
  const t = useMessages(messages);
  useTitle(t.title);
  return (
    <div className={styles.page}>
      <h1>{t.title}</h1>
      <SignedIn>
        <div className={styles.columns}>
          <Me />
          <Ways />
          <Sessions />
        </div>
      </SignedIn>
    </div>
  );
}

function Me() {
  const t = useMessages(messages);
  const { time } = useFormat();
  const { data, error, refetch } = useQuery(IdentityService.method.getMe, {});
  const me = data?.customer;
  return (
    <section className={styles.card} aria-label={t.title}>
      {error && !me ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <div className={styles.me} aria-busy={!me}>
          <p className={styles.name}>
            {me?.displayName ?? <Skeleton width="8rem" />}
            {me?.role === Customer_Role.STAFF && <Badge kind="accent">{t.staff}</Badge>}
          </p>
          <p>{me?.email ?? <Skeleton width="12rem" />}</p>
          <p className={styles.soft}>{me?.createTime ? t.since(time(me.createTime)) : <Skeleton width="10rem" />}</p>
        </div>
      )}
      <Points />
      <SignOut />
    </section>
  );
}

function Points() {
  const t = useMessages(messages);
  const { number } = useFormat();
  const { data, error, refetch } = useQuery(PaymentService.method.getPointsBalance, {});
  if (error && !data) return <Failure error={error} onRetry={refetch} />;
  return (
    <dl className={styles.points} aria-busy={!data}>
      <dt>{t.points}</dt>
      <dd>{data ? number(data.points) : <Skeleton width="4rem" />}</dd>
      <dd className={styles.soft}>{t.pointsHint}</dd>
    </dl>
  );
}

function SignOut() {
  const t = useMessages(messages);
  const describe = useErrorMessage();
  const [, navigate] = useLocation();
  const { mutateAsync, isPending, error } = useSignOut();
  const signOut = async () => {
    try {
      await mutateAsync({});
      navigate("/");
    } catch {
      // Told below.
    }
  };
  return (
    <>
      <Button kind="secondary" busy={isPending} onClick={signOut}>
        {t.signOut}
      </Button>
      {error && <Notice kind="bad">{describe(error)}</Notice>}
    </>
  );
}

function Ways() {
  const t = useMessages(messages);
  const { data } = useQuery(IdentityService.method.getMe, {});
  return (
    <nav className={styles.ways} aria-label={t.title}>
      <Way href="/orders" icon="box" title={t.orders} hint={t.ordersHint} />
      <Way href="/cart" icon="cart" title={t.cart} hint={t.cartHint} />
      {data?.customer?.role === Customer_Role.STAFF && (
        <Way href="/staff" icon="shop" title={t.manage} hint={t.manageHint} />
      )}
    </nav>
  );
}

function Way({
  href,
  icon,
  title,
  hint,
}: {
  readonly href: string;
  readonly icon: IconName;
  readonly title: string;
  readonly hint: string;
}) {
  return (
    <Link href={href} className={styles.way}>
      <Icon name={icon} size={26} />
      <span>
        <strong>{title}</strong>
        <span className={styles.soft}>{hint}</span>
      </span>
      <Icon name="next" size={18} />
    </Link>
  );
}
