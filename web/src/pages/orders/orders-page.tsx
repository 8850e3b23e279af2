// A customer's orders, newest first, by state and time; the address says which.
import { useInfiniteQuery } from "@connectrpc/connect-query";
import { OrderingService, Order_State as State } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { useSearch } from "wouter";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { PageLoading } from "../../shell/page-loading.tsx";
import { SignedIn } from "../../shell/signed-in.tsx";
import { useTitle } from "../../shell/use-title.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Filters } from "./filters.tsx";
import { OrderCard } from "./order-card.tsx";
import { readFilter, toRequest } from "./orders-filter.ts";
import styles from "./orders-page.module.css";

const messages = defineMessages({
  en: {
    title: "Your orders",
    none: "You have no orders yet",
    noneText: "What you order is listed here, with where it is.",
    noneMatch: "No orders of this kind",
    noneMatchText: "Look at another state or a longer time.",
    all: "Show all orders",
    shop: "Look around",
    more: "Show older orders",
  },
  ko: {
    title: "주문 내역",
    none: "아직 주문이 없습니다",
    noneText: "주문하시면 이곳에서 진행 상황을 보실 수 있습니다.",
    noneMatch: "조건에 맞는 주문이 없습니다",
    noneMatchText: "다른 상태나 더 긴 기간을 선택해 보세요.",
    all: "전체 주문 보기",
    shop: "상품 둘러보기",
    more: "이전 주문 더 보기",
  },
});

const PAGE_SIZE = 10;
/** While an order is being placed it changes by the second. */
const PENDING_MS = 2_000;

export default function OrdersPage() {
  const t = useMessages(messages);
  useTitle(t.title);
  return (
    <SignedIn>
      <h1>{t.title}</h1>
      <OrderList />
    </SignedIn>
  );
}

function OrderList() {
  const t = useMessages(messages);
  const filter = readFilter(new URLSearchParams(useSearch()));
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    OrderingService.method.listOrders,
    { ...toRequest(filter, new Date()), pageSize: PAGE_SIZE, pageToken: "" },
    {
      pageParamKey: "pageToken",
      getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
      refetchInterval: ({ state }) =>
        state.data?.pages.some(({ orders }) => orders.some((order) => order.state === State.PENDING))
          ? PENDING_MS
          : false,
    },
  );
  const orders = data?.pages.flatMap((page) => page.orders);
  const isFiltered = filter.state !== "all" || filter.period !== "all";
  return (
    <div className={styles.page}>
      <Filters filter={filter} />
      {error && <Failure error={error} onRetry={refetch} />}
      {!orders && !error && <PageLoading />}
      {orders?.length === 0 && (
        <Empty
          icon="box"
          title={isFiltered ? t.noneMatch : t.none}
          action={
            <ButtonLink href={isFiltered ? "/orders" : "/"} kind={isFiltered ? "secondary" : "primary"}>
              {isFiltered ? t.all : t.shop}
            </ButtonLink>
          }
        >
          {isFiltered ? t.noneMatchText : t.noneText}
        </Empty>
      )}
      {orders && orders.length > 0 && (
        <ul className={styles.orders} aria-label={t.title}>
          {orders.map((order) => (
            <li key={order.orderId}>
              <OrderCard order={order} />
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && (
        <div className={styles.more}>
          <Button kind="secondary" busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
            {t.more}
          </Button>
        </div>
      )}
    </div>
  );
}
