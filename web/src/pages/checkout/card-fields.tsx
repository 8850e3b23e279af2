// A card, as browsers and password managers know its fields.
import type { ChangeEvent } from "react";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { TextField } from "../../ui/field.tsx";
import styles from "./fields.module.css";
import { digitsOf, formatCardNumber, formatExpiry, type Secrets } from "./payment-input.ts";
import type { Placing } from "./use-place-order.ts";

const messages = defineMessages({
  en: {
    number: "Card number",
    expiry: "Expiry (MM / YY)",
    code: "Security code",
    holder: "Name on the card (optional)",
    codeHint: "Three or four digits, usually on the back",
  },
  ko: {
    number: "카드 번호",
    expiry: "유효 기간 (MM / YY)",
    code: "보안 코드 (CVC)",
    holder: "카드에 적힌 이름 (선택)",
    codeHint: "카드 뒷면의 숫자 3~4자리",
  },
});

export interface SecretFields {
  readonly secrets: Secrets;
  readonly change: (part: Partial<Secrets>) => void;
  readonly violations: Placing["violations"];
}

export function CardFields({ secrets, change, violations }: SecretFields) {
  const t = useMessages(messages);
  const error = (field: string) => violations.of(`payment_method.card.${field}`);
  /** Where signs come and go by themselves the caret stays behind the digit that was typed. */
  const onNumber = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const digits = digitsOf(target.value.slice(0, target.selectionStart ?? undefined)).length;
    const cardNumber = formatCardNumber(target.value);
    change({ cardNumber });
    requestAnimationFrame(() => {
      if (document.activeElement !== target) return;
      const at = formatCardNumber(cardNumber.replace(/\D/g, "").slice(0, digits)).length;
      target.setSelectionRange(at, at);
    });
  };
  return (
    <div className={styles.fields}>
      <TextField
        className={styles.wide}
        label={t.number}
        name="cardnumber"
        value={secrets.cardNumber}
        error={error("number")}
        onChange={onNumber}
        inputMode="numeric"
        autoComplete="cc-number"
        placeholder="0000 0000 0000 0000"
      />
      <TextField
        label={t.expiry}
        name="cc-exp"
        value={secrets.expiry}
        error={error("expiry_month") ?? error("expiry_year")}
        onChange={({ target }) => change({ expiry: formatExpiry(target.value, secrets.expiry) })}
        inputMode="numeric"
        autoComplete="cc-exp"
        placeholder="MM / YY"
      />
      <TextField
        label={t.code}
        name="cvc"
        value={secrets.securityCode}
        hint={t.codeHint}
        error={error("security_code")}
        onChange={({ target }) => change({ securityCode: digitsOf(target.value).slice(0, 4) })}
        inputMode="numeric"
        autoComplete="cc-csc"
      />
      <TextField
        className={styles.wide}
        label={t.holder}
        name="ccname"
        value={secrets.cardHolder}
        error={error("holder_name")}
        onChange={({ target }) => change({ cardHolder: target.value })}
        autoComplete="cc-name"
        autoCapitalize="words"
      />
    </div>
  );
}
