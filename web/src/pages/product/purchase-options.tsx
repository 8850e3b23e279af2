// The ways in which a product is sold, as chips of which one is pressed in. With their prices where these differ.
import type { PurchaseOption } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { useId } from "react";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { isSame } from "../../i18n/money.ts";
import styles from "./purchase-options.module.css";

const messages = defineMessages({ en: { legend: "Option" }, ko: { legend: "옵션" } });

export function PurchaseOptions({
  options,
  chosen,
  onChoose,
}: {
  readonly options: readonly PurchaseOption[];
  readonly chosen: PurchaseOption | undefined;
  readonly onChoose: (purchaseOptionId: string) => void;
}) {
  const t = useMessages(messages);
  const { money } = useFormat();
  const name = useId();
  if (options.length < 2) return null;
  const differ = options.some(({ price }) => !isSame(price, options[0]?.price));
  return (
    <fieldset className={styles.options}>
      <legend>{t.legend}</legend>
      {options.map(({ purchaseOptionId, title, price }) => (
        <label key={purchaseOptionId} className={styles.chip}>
          <input
            type="radio"
            name={name}
            value={purchaseOptionId}
            checked={purchaseOptionId === chosen?.purchaseOptionId}
            onChange={() => onChoose(purchaseOptionId)}
          />
          <span>{title}</span>
          {differ && price && <small>{money(price)}</small>}
        </label>
      ))}
    </fieldset>
  );
}
