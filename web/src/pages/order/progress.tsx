// The checkout as it happens, and its turning back when it fails.
import type { Order } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { useReasonMessage } from "../../i18n/error-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { orderReasons } from "../../i18n/order-reasons.ts";
import { Timeline } from "../../ui/timeline.tsx";
import { stepsOf } from "./checkout-steps.ts";
import styles from "./order-page.module.css";
import { useStepWords } from "./step-words.ts";

const messages = defineMessages({
  en: { checkout: "What happens with your order", cancellation: "Cancellation" },
  ko: { checkout: "주문 진행 상황", cancellation: "취소 진행 상황" },
});

export function Progress({ order, saga }: { readonly order: Order; readonly saga: "checkout" | "cancellation" }) {
  const t = useMessages(messages);
  const { clock } = useFormat();
  const words = useStepWords();
  const reasonOf = useReasonMessage(orderReasons);
  const steps = stepsOf(order, saga);
  if (steps.length === 0) return null;
  return (
    <section className={styles.card} aria-labelledby={saga} data-saga={saga}>
      <h2 id={saga}>{t[saga]}</h2>
      <div aria-live="polite" aria-relevant="additions text">
        <Timeline
          label={t[saga]}
          entries={steps.map((step) => ({
            key: step.name,
            state: step.state,
            title: words.title(step.name),
            text: [step.state === "failed" && reasonOf(step.reason), words.text(step)].filter(Boolean).join(" "),
            time: step.time && step.state !== "active" ? clock(step.time) : undefined,
          }))}
        />
      </div>
    </section>
  );
}
