// A bank account: one of the banks that most people here have theirs with, or any other by its SWIFT code.
import { useState } from "react";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { SelectField, TextField } from "../../ui/field.tsx";
import type { SecretFields } from "./card-fields.tsx";
import styles from "./fields.module.css";

const messages = defineMessages({
  en: {
    bank: "Bank",
    choose: "Choose a bank",
    other: "Another bank",
    swift: "SWIFT code of the bank",
    swiftHint: "Eight letters and digits, without the branch",
    account: "Account number",
    holder: "Name on the account (optional)",
    CZNBKRSE: "KB Kookmin Bank",
    SHBKKRSE: "Shinhan Bank",
    HVBKKRSE: "Woori Bank",
    KOEXKRSE: "Hana Bank",
    NACFKRSE: "NH NongHyup Bank",
    IBKOKRSE: "Industrial Bank of Korea",
  },
  ko: {
    bank: "은행",
    choose: "은행을 선택해 주세요",
    other: "다른 은행",
    swift: "은행 SWIFT 코드",
    swiftHint: "지점 번호를 뺀 영문과 숫자 8자리",
    account: "계좌 번호",
    holder: "예금주 (선택)",
    CZNBKRSE: "KB국민은행",
    SHBKKRSE: "신한은행",
    HVBKKRSE: "우리은행",
    KOEXKRSE: "하나은행",
    NACFKRSE: "NH농협은행",
    IBKOKRSE: "IBK기업은행",
  },
});

const BANKS = ["CZNBKRSE", "SHBKKRSE", "HVBKKRSE", "KOEXKRSE", "NACFKRSE", "IBKOKRSE"] as const;
const OTHER = "other";

export function BankFields({ secrets, change, violations }: SecretFields) {
  const t = useMessages(messages);
  const { bankCode, accountNumber, accountHolder } = secrets;
  const isListed = (BANKS as readonly string[]).includes(bankCode);
  const [isOther, setOther] = useState(bankCode !== "" && !isListed);
  const error = (field: string) => violations.of(`payment_method.bank_transfer.${field}`);
  return (
    <div className={styles.fields}>
      <SelectField
        label={t.bank}
        value={isOther ? OTHER : bankCode}
        error={isOther ? undefined : error("bank_code")}
        onChange={({ target }) => {
          setOther(target.value === OTHER);
          change({ bankCode: target.value === OTHER ? "" : target.value });
        }}
      >
        <option value="">{t.choose}</option>
        {BANKS.map((code) => (
          <option key={code} value={code}>
            {t[code]}
          </option>
        ))}
        <option value={OTHER}>{t.other}</option>
      </SelectField>
      {isOther && (
        <TextField
          label={t.swift}
          hint={t.swiftHint}
          value={bankCode}
          error={error("bank_code")}
          maxLength={8}
          autoComplete="off"
          autoCapitalize="characters"
          onChange={({ target }) => change({ bankCode: target.value.toUpperCase() })}
        />
      )}
      <TextField
        label={t.account}
        value={accountNumber}
        error={error("account_number")}
        inputMode="numeric"
        autoComplete="off"
        onChange={({ target }) => change({ accountNumber: target.value })}
      />
      <TextField
        label={t.holder}
        value={accountHolder}
        error={error("holder_name")}
        autoComplete="off"
        onChange={({ target }) => change({ accountHolder: target.value })}
      />
    </div>
  );
}
