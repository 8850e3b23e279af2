// Where the parcel goes. What a field may hold is the contract's to say.
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { CountryField } from "../../ui/country-field.tsx";
import { TextField } from "../../ui/field.tsx";
import type { DraftAddress } from "./draft.ts";
import styles from "./fields.module.css";
import { Section } from "./section.tsx";
import type { Checkout } from "./use-checkout.ts";
import type { Placing } from "./use-place-order.ts";

const messages = defineMessages({
  en: {
    title: "Where to",
    recipient: "Recipient",
    country: "Country",
    line1: "Street and number",
    line2: "Apartment, floor, building (optional)",
    city: "City",
    postalCode: "Postal code",
    phone: "Phone (optional)",
    phoneHint: "For the carrier only",
  },
  ko: {
    title: "배송지",
    recipient: "받는 분",
    country: "국가",
    line1: "도로명 주소",
    line2: "상세 주소 (선택)",
    city: "시/군/구",
    postalCode: "우편번호",
    phone: "연락처 (선택)",
    phoneHint: "배송 안내에만 사용합니다.",
  },
});

export function AddressSection({
  checkout: { draft, change },
  violations,
}: {
  readonly checkout: Checkout;
  readonly violations: Placing["violations"];
}) {
  const t = useMessages(messages);
  const { address } = draft;
  const field = (name: keyof DraftAddress, path: string) => ({
    label: t[name === "countryCode" ? "country" : name],
    name,
    value: address[name],
    error: violations.of(`address.${path}`),
    onChange: ({ target }: { readonly target: { readonly value: string } }) =>
      change({ address: { ...address, [name]: target.value } }),
  });
  return (
    <Section number={1} title={t.title}>
      <div className={styles.fields}>
        <TextField {...field("recipient", "recipient")} autoComplete="shipping name" />
        <CountryField {...field("countryCode", "country_code")} autoComplete="shipping country" />
        <TextField
          {...field("line1", "address_lines[0]")}
          className={styles.wide}
          autoComplete="shipping address-line1"
        />
        <TextField
          {...field("line2", "address_lines[1]")}
          className={styles.wide}
          autoComplete="shipping address-line2"
        />
        <TextField {...field("city", "city")} autoComplete="shipping address-level2" />
        <TextField {...field("postalCode", "postal_code")} autoComplete="shipping postal-code" />
        <TextField
          {...field("phone", "phone")}
          hint={t.phoneHint}
          type="tel"
          inputMode="tel"
          autoComplete="shipping tel"
        />
      </div>
    </Section>
  );
}
