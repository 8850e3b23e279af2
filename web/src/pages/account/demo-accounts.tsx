// This is a demonstration shop: whoever comes by gets an account to look around with.
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Button } from "../../ui/button.tsx";
import styles from "./account.module.css";

const messages = defineMessages({
  en: {
    title: "Just looking around?",
    text: "This is a demonstration shop. Take one of its accounts:",
    customer: "Fill in the demo customer",
    staff: "Fill in the demo staff",
  },
  ko: {
    title: "구경만 하시나요?",
    text: "데모 쇼핑몰입니다. 준비된 계정을 써 보세요.",
    customer: "데모 고객 계정 입력",
    staff: "데모 직원 계정 입력",
  },
});

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

const CUSTOMER: Credentials = { email: "demo@meshmart.example", password: "meshmart-demo" };
const STAFF: Credentials = { email: "staff@meshmart.example", password: "meshmart-staff" };

export function DemoAccounts({ onChoose }: { readonly onChoose: (credentials: Credentials) => void }) {
  const t = useMessages(messages);
  return (
    <section className={styles.demo} aria-labelledby="demo-accounts">
      <h2 id="demo-accounts">{t.title}</h2>
      <p>{t.text}</p>
      <div className={styles.choices}>
        <Button kind="secondary" size="s" onClick={() => onChoose(CUSTOMER)}>
          {t.customer}
        </Button>
        <Button kind="secondary" size="s" onClick={() => onChoose(STAFF)}>
          {t.staff}
        </Button>
      </div>
    </section>
  );
}
