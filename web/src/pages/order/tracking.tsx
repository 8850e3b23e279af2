// Where the parcel is, live: where it has been, what is still to come, and when it should arrive.
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { type Address, type Shipment, Shipment_State as State } from "@meshmart/gen/meshmart/shipping/v1/shipping_pb";
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { orderReasons } from "../../i18n/order-reasons.ts";
import { Icon } from "../../ui/icon.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Timeline, type TimelineEntry } from "../../ui/timeline.tsx";
import styles from "./order-page.module.css";

const messages = defineMessages({
  en: {
    title: "Delivery",
    BOOKED: "Being packed in our warehouse",
    DISPATCHED: "Left the warehouse",
    DELIVERED: "Handed over to the recipient",
    CANCELLED: "Called off",
    BOOKED_next: "To be packed",
    DISPATCHED_next: "To leave the warehouse",
    DELIVERED_next: "To arrive",
    expected: (day: string) => `Expected by ${day}`,
    number: (number: string) => `Tracking number ${number}`,
    address: "Goes to",
  },
  ko: {
    title: "배송",
    BOOKED: "물류센터에서 포장 중",
    DISPATCHED: "물류센터 출발",
    DELIVERED: "배송 완료",
    CANCELLED: "배송 취소",
    BOOKED_next: "포장 예정",
    DISPATCHED_next: "출발 예정",
    DELIVERED_next: "도착 예정",
    expected: (day: string) => `${day}까지 도착 예정`,
    number: (number: string) => `운송장 번호 ${number}`,
    address: "배송지",
  },
});

const WAY = [State.BOOKED, State.DISPATCHED, State.DELIVERED] as const;

export function Tracking({ shipment, error }: { readonly shipment: Shipment | undefined; readonly error: unknown }) {
  const t = useMessages(messages);
  const { day, time } = useFormat();
  const describe = useErrorMessage(orderReasons);
  const words: Readonly<Record<string, unknown>> = t;
  const word = (key: string) => words[key] as string | undefined;
  const entries = (of: Shipment): readonly TimelineEntry[] => {
    const been = of.trackingEvents.map(({ state, description, occurTime }, index) => ({
      key: String(index),
      state: state === State.CANCELLED ? ("undone" as const) : ("done" as const),
      title: word(State[state]) ?? description,
      time: occurTime && time(occurTime),
    }));
    if (of.state === State.CANCELLED) return been;
    const ahead = WAY.filter((state) => state > of.state).map((state) => ({
      key: State[state],
      state: "waiting" as const,
      title: word(`${State[state]}_next`) ?? "",
    }));
    return [...been, ...ahead];
  };
  const expected = shipment?.estimatedDeliveryTime;
  return (
    <section className={styles.card} aria-labelledby="delivery">
      <h2 id="delivery">{t.title}</h2>
      {!shipment && error !== undefined && <Notice kind="warn">{describe(error)}</Notice>}
      {!shipment && error === undefined && <Skeleton height="9rem" />}
      {shipment && (
        <>
          {expected && shipment.state < State.DELIVERED && (
            <p className={styles.expected}>
              <Icon name="truck" /> {t.expected(day(timestampDate(expected)))}
            </p>
          )}
          <div aria-live="polite" data-shipment={State[shipment.state]}>
            <Timeline label={t.title} entries={entries(shipment)} />
          </div>
          {shipment.trackingNumber && <p className={styles.soft}>{t.number(shipment.trackingNumber)}</p>}
          {shipment.address && <To address={shipment.address} />}
        </>
      )}
    </section>
  );
}

function To({ address }: { readonly address: Address }) {
  const t = useMessages(messages);
  const { country } = useFormat();
  const { recipient, addressLines, city, postalCode, countryCode } = address;
  return (
    <address className={styles.address}>
      <strong>{t.address}</strong>
      <span>{recipient}</span>
      <span>{[...addressLines, city, postalCode].filter(Boolean).join(", ")}</span>
      <span>{country(countryCode)}</span>
    </address>
  );
}
