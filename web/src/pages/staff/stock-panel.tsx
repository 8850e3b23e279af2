// How many pieces lie in the warehouse. What is saved says what was seen before, so that a count never overwrites one that it did not know of.
import { create } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { createConnectQueryKey, useMutation, useQuery, useTransport } from "@connectrpc/connect-query";
import {
  GetStockResponseSchema,
  InventoryService,
  SetStockRequestSchema,
  type Stock,
} from "@meshmart/gen/meshmart/inventory/v1/inventory_pb";
import { useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { isUnauthenticated, metadataOf, reasonOf } from "../../api/errors.ts";
import { useFocusInvalid, useViolations } from "../../api/validation.ts";
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, plural, useMessages } from "../../i18n/messages.ts";
import { useViolationMessage } from "../../i18n/violation-messages.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Failure } from "../../ui/failure.tsx";
import { TextField } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import styles from "./product.module.css";
import { wholeNumberOf } from "./product-draft.ts";
import shared from "./staff.module.css";
import { staffReasons } from "./staff-reasons.ts";

const messages = defineMessages({
  en: {
    title: "Stock",
    onHand: "In the warehouse",
    reserved: "Promised to orders",
    available: "Can be sold",
    low: "Low",
    notStocked: "Not stocked yet: customers see it as sold out.",
    counted: "Pieces in the warehouse",
    lowAt: "Warn buyers at",
    lowAtHint: "This many or fewer. Empty: as before, or 5.",
    save: "Set the stock",
    saved: (count: number) => `${plural(count, "piece")} in the warehouse.`,
    reservedMore: (reserved: number) =>
      `${plural(reserved, "piece")} ${reserved === 1 ? "is" : "are"} promised to orders that are under way. Set at least that many, or wait until they have left.`,
    moved: (theirs: string, seen: string) => `${theirs} lie there now; you saw ${seen}.`,
    movedText: "Somebody counted, or an order left. Which number is right?",
    keepMine: (count: string) => `Set mine: ${count}`,
    takeTheirs: (count: string) => `Leave theirs: ${count}`,
  },
  ko: {
    title: "재고",
    onHand: "창고 수량",
    reserved: "주문에 배정됨",
    available: "판매 가능",
    low: "부족",
    notStocked: "아직 재고를 등록하지 않아 고객에게 품절로 보입니다.",
    counted: "창고에 있는 수량",
    lowAt: "품절 임박 표시 기준",
    lowAtHint: "이 수량 이하이면 표시합니다. 비우면 이전 값 또는 5개입니다.",
    save: "재고 저장",
    saved: (count: number) => `창고 수량을 ${count}개로 저장했습니다.`,
    reservedMore: (reserved: number) =>
      `진행 중인 주문에 ${reserved}개가 배정되어 있습니다. 그 이상으로 입력하거나 출고될 때까지 기다려 주세요.`,
    moved: (theirs: string, seen: string) => `지금은 ${theirs}개가 있습니다. 보신 수량은 ${seen}개였습니다.`,
    movedText: "다른 사람이 수량을 바꾸었거나 주문이 출고되었습니다. 어느 쪽이 맞나요?",
    keepMine: (count: string) => `내 수량으로 저장: ${count}개`,
    takeTheirs: (count: string) => `그대로 두기: ${count}개`,
  },
});

const { getStock, setStock } = InventoryService.method;

export function StockPanel({ productId }: { readonly productId: string }) {
  const t = useMessages(messages);
  const { data, error, refetch } = useQuery(getStock, { productId });
  const isMissing = error?.code === Code.NotFound;
  return (
    <section className={shared.panel} aria-labelledby="stock">
      <h2 id="stock">{t.title}</h2>
      {error && !isMissing && !data ? <Failure error={error} onRetry={refetch} /> : null}
      {!data && !error && <Skeleton height="8rem" />}
      {data?.stock && <Figures stock={data.stock} />}
      {!data && isMissing && <Notice kind="warn">{t.notStocked}</Notice>}
      {(data || isMissing) && <StockForm productId={productId} stock={data?.stock} />}
    </section>
  );
}

function Figures({ stock: { onHand, reserved, available, low } }: { readonly stock: Stock }) {
  const t = useMessages(messages);
  const { number } = useFormat();
  return (
    <dl className={shared.figures}>
      <div>
        <dt>{t.onHand}</dt>
        <dd>{number(onHand)}</dd>
      </div>
      <div>
        <dt>{t.reserved}</dt>
        <dd>{number(reserved)}</dd>
      </div>
      <div>
        <dt>{t.available}</dt>
        <dd>
          {number(available)} {low && <Badge kind="warn">{t.low}</Badge>}
        </dd>
      </div>
    </dl>
  );
}

function StockForm({ productId, stock }: { readonly productId: string; readonly stock: Stock | undefined }) {
  const t = useMessages(messages);
  const describe = useErrorMessage(staffReasons);
  const describeRule = useViolationMessage();
  const { number } = useFormat();
  const violations = useViolations();
  const keep = useKeepStock(productId);
  const set = useMutation(setStock);
  const [counted, setCounted] = useState("");
  const [lowAt, setLowAt] = useState("");
  /** What lay there when somebody began to type. */
  const [seen, setSeen] = useState<number>();
  const [unreadable, setUnreadable] = useState<readonly string[]>([]);

  useFocusInvalid(unreadable.length > 0 && unreadable);

  const reason = reasonOf(set.error);
  const theirs = reason === "STOCK_CHANGED" ? Number(metadataOf(set.error).on_hand) : undefined;

  const send = async (expectedOnHand: number | undefined) => {
    const onHand = wholeNumberOf(counted);
    const low = lowAt.trim() === "" ? undefined : wholeNumberOf(lowAt);
    const wrong = [
      ...(onHand === undefined ? ["on_hand"] : []),
      ...(lowAt.trim() !== "" && low === undefined ? ["low_at"] : []),
    ];
    setUnreadable(wrong);
    set.reset();
    if (wrong.length > 0) return;
    const request = create(SetStockRequestSchema, { productId, onHand: onHand!, lowAt: low, expectedOnHand });
    if (!(await violations.check(SetStockRequestSchema, request))) return;
    try {
      const { stock: now } = await set.mutateAsync(request);
      keep(now!);
      forget();
      toast(t.saved(now!.onHand));
    } catch (error) {
      violations.show(error);
    }
  };
  const forget = () => {
    setCounted("");
    setSeen(undefined);
    set.reset();
  };
  const errorOf = (field: string) =>
    unreadable.includes(field) ? describeRule("form.pattern", "") : violations.of(field);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    void send(seen ?? stock?.onHand);
  };

  return (
    <form className={styles.stockForm} noValidate onSubmit={onSubmit}>
      <TextField
        label={t.counted}
        inputMode="numeric"
        autoComplete="off"
        value={counted}
        placeholder={stock && String(stock.onHand)}
        error={errorOf("on_hand")}
        onChange={({ target }) => {
          setCounted(target.value);
          setSeen((before) => before ?? stock?.onHand);
        }}
      />
      <TextField
        label={t.lowAt}
        hint={t.lowAtHint}
        inputMode="numeric"
        autoComplete="off"
        value={lowAt}
        error={errorOf("low_at")}
        onChange={({ target }) => setLowAt(target.value)}
      />
      {theirs !== undefined ? (
        <Notice kind="warn" title={t.moved(number(theirs), number(seen ?? 0))}>
          <p className={styles.question}>{t.movedText}</p>
          <div className={shared.actions}>
            <Button size="s" busy={set.isPending} onClick={() => send(theirs)}>
              {t.keepMine(number(wholeNumberOf(counted) ?? 0))}
            </Button>
            <Button
              size="s"
              kind="secondary"
              onClick={() => {
                forget();
                keep(undefined);
              }}
            >
              {t.takeTheirs(number(theirs))}
            </Button>
          </div>
        </Notice>
      ) : (
        <>
          {set.error && !set.isPending && !isUnauthenticated(set.error) && (
            <Notice kind="bad">
              {reason === "STOCK_RESERVED"
                ? t.reservedMore(Number(metadataOf(set.error).reserved))
                : describe(set.error)}
            </Notice>
          )}
          <Button type="submit" kind="secondary" busy={set.isPending}>
            {t.save}
          </Button>
        </>
      )}
    </form>
  );
}

/** Shows a stock that the mesh answered with; undefined: reads it again. */
function useKeepStock(productId: string): (stock: Stock | undefined) => void {
  const client = useQueryClient();
  const transport = useTransport();
  const queryKey = createConnectQueryKey({
    schema: getStock,
    input: { productId },
    transport,
    cardinality: "finite",
  });
  return (stock) => {
    if (stock) client.setQueryData(queryKey, create(GetStockResponseSchema, { stock }));
    else void client.invalidateQueries({ queryKey });
  };
}
