// What to pay with. Numbers of cards and accounts stay in this page's memory, and are sent with the order and nowhere else.
import { useQuery } from "@connectrpc/connect-query";
import { PaymentService } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import { useKept } from "../../api/use-kept.ts";
import { useSession } from "../../api/use-session.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Choice, Choices } from "../../ui/choice.tsx";
import { BankFields } from "./bank-fields.tsx";
import { CardFields } from "./card-fields.tsx";
import type { Method } from "./draft.ts";
import { pointsFor } from "./points.ts";
import { Section } from "./section.tsx";
import type { Checkout } from "./use-checkout.ts";
import type { Placing } from "./use-place-order.ts";

const messages = defineMessages({
  en: {
    title: "Payment",
    legend: "Way of paying",
    card: "Credit or debit card",
    bankTransfer: "Bank transfer",
    points: "Points",
    cardText: "It is charged once your order is confirmed.",
    bankText: "Your bank confirms the transfer.",
    balance: (points: string) => `You have ${points} points.`,
    enough: (points: string, needed: string) => `You have ${points} points; this order takes ${needed}.`,
    tooFew: (points: string, needed: string) => `You have ${points} points; this order would take ${needed}.`,
    unknown: "Your points cannot be seen right now.",
  },
  ko: {
    title: "결제 수단",
    legend: "결제 수단",
    card: "신용/체크카드",
    bankTransfer: "계좌이체",
    points: "포인트",
    cardText: "주문이 확정되면 결제됩니다.",
    bankText: "은행에서 이체를 확인합니다.",
    balance: (points: string) => `보유 포인트 ${points}점`,
    enough: (points: string, needed: string) => `보유 포인트 ${points}점 중 ${needed}점을 사용합니다.`,
    tooFew: (points: string, needed: string) => `보유 포인트 ${points}점으로는 부족합니다. ${needed}점이 필요합니다.`,
    unknown: "지금은 포인트를 확인할 수 없습니다.",
  },
});

export function PaymentSection({
  checkout,
  violations,
}: {
  readonly checkout: Checkout;
  readonly violations: Placing["violations"];
}) {
  const t = useMessages(messages);
  const { number } = useFormat();
  const points = usePoints();
  const { draft, change, secrets, changeSecrets, amounts } = checkout;
  const needed = amounts.total && pointsFor(amounts.total);
  const tooFew = points !== undefined && needed !== undefined && points < needed;
  const choice = (method: Method) => ({
    name: "method",
    value: method,
    title: t[method],
    checked: draft.method === method,
    onChange: () => change({ method }),
  });
  const pointsText = () => {
    if (points === undefined) return t.unknown;
    if (needed === undefined) return t.balance(number(Number(points)));
    return (tooFew ? t.tooFew : t.enough)(number(Number(points)), number(Number(needed)));
  };
  return (
    <Section number={4} title={t.title}>
      <Choices legend={t.legend}>
        <Choice {...choice("card")} text={t.cardText}>
          <CardFields secrets={secrets} change={changeSecrets} violations={violations} />
        </Choice>
        <Choice {...choice("bankTransfer")} text={t.bankText}>
          <BankFields secrets={secrets} change={changeSecrets} violations={violations} />
        </Choice>
        <Choice {...choice("points")} text={pointsText()} disabled={tooFew && draft.method !== "points"} />
      </Choices>
    </Section>
  );
}

function usePoints(): bigint | undefined {
  const customer = useSession();
  const { data } = useQuery(PaymentService.method.getPointsBalance, {}, { enabled: customer !== undefined });
  return useKept(data?.points, "points");
}
