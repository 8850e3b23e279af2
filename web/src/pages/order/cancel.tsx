// Calling an order off: asked once more before it is done, and explained when it cannot be.
import { useMutation } from "@connectrpc/connect-query";
import { type Order, OrderingService, Order_State as State } from "@meshmart/gen/meshmart/ordering/v1/ordering_pb";
import { useState } from "react";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { orderReasons } from "../../i18n/order-reasons.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import styles from "./order-page.module.css";

const messages = defineMessages({
  en: {
    cancel: "Cancel the order",
    title: "Cancel this order?",
    text: "Your money is given back, and the items go back on the shelf. This can be done until the parcel leaves the warehouse.",
    yes: "Yes, cancel it",
    no: "Keep it",
    tooLate: "The parcel has left the warehouse: this order cannot be cancelled any more.",
  },
  ko: {
    cancel: "주문 취소",
    title: "이 주문을 취소할까요?",
    text: "결제한 금액을 돌려드리고 상품은 다시 판매됩니다. 상품이 물류센터를 떠나기 전까지 취소할 수 있습니다.",
    yes: "네, 취소합니다",
    no: "그대로 두기",
    tooLate: "상품이 출고되어 주문을 취소할 수 없습니다.",
  },
});

export function Cancel({ order: { orderId, state, cancellationRequested } }: { readonly order: Order }) {
  const t = useMessages(messages);
  const [asking, setAsking] = useState(false);
  // The answer comes by the stream as well.
  const cancel = useMutation(OrderingService.method.cancelOrder, { onSuccess: () => setAsking(false) });
  if (state === State.SHIPPED) return <p className={styles.soft}>{t.tooLate}</p>;
  if ((state !== State.PENDING && state !== State.CONFIRMED) || cancellationRequested) return null;
  const close = () => {
    setAsking(false);
    cancel.reset();
  };
  return (
    <div>
      <Button kind="danger" size="s" onClick={() => setAsking(true)}>
        {t.cancel}
      </Button>
      {asking && (
        <Dialog title={t.title} onClose={close}>
          <p>{t.text}</p>
          {cancel.error && <Failure error={cancel.error} reasons={orderReasons} />}
          <div className={styles.buttons}>
            <Button kind="secondary" onClick={close}>
              {t.no}
            </Button>
            <Button kind="danger" busy={cancel.isPending} onClick={() => cancel.mutate({ orderId })}>
              {t.yes}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
